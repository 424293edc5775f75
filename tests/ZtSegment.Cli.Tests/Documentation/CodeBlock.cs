using System.Text.RegularExpressions;

namespace ZtSegment.Cli.Tests.Documentation;

/// <summary>A fenced block of a Markdown page.</summary>
/// <param name="Language">The word behind the fence; empty for none.</param>
internal sealed partial record CodeBlock(string Language, string Text)
{
    public static IReadOnlyList<CodeBlock> Of(string page) =>
        [.. Fence().Matches(page).Select(m => new CodeBlock(m.Groups[1].Value, m.Groups[2].Value))];

    /// <summary>Each <c>$ ./ztseg ...</c> of the block with the lines that the page shows of its output; a line of dots stands for any.</summary>
    public IEnumerable<(string[] Arguments, string[] Shown)> Runs() => Text
        .Split("$ ./ztseg ")
        .Skip(1)
        .Select(run => run.Split('\n'))
        .Select(lines => (
            lines[0].Split(' '),
            lines.Skip(1).TakeWhile(l => !l.StartsWith("$ ", StringComparison.Ordinal)).Select(l => l.TrimEnd()).Where(l => l.Length > 0 && !l.Contains("...")).ToArray()));

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
