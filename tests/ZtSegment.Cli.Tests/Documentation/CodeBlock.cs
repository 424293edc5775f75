using System.Text.RegularExpressions;

namespace ZtSegment.Cli.Tests.Documentation;

/// <summary>A fenced block of a Markdown page.</summary>
/// <param name="Language">The word behind the fence; empty for none.</param>
internal sealed partial record CodeBlock(string Language, string Text)
{
    public static IReadOnlyList<CodeBlock> Of(string page) =>
        [.. Fence().Matches(page).Select(m => new CodeBlock(m.Groups[1].Value, m.Groups[2].Value))];

    /// <summary>Each <c>$ command</c> of the block with the lines that the page shows of its output; a line with three dots stands for any.</summary>
    public IEnumerable<(string Line, string[] Shown)> Commands() => $"\n{Text}"
        .Split("\n$ ")
        .Skip(1)
        .Select(command => command.Split('\n'))
        .Select(lines => (lines[0], lines.Skip(1).Select(l => l.TrimEnd()).Where(l => l.Length > 0 && !l.Contains("...")).ToArray()));

    /// <summary>Those of the commands that are <c>./ztseg</c>.</summary>
    public IEnumerable<(string[] Arguments, string[] Shown)> Runs() => Commands()
        .Where(c => c.Line.StartsWith("./ztseg ", StringComparison.Ordinal))
        .Select(c => (c.Line.Split(' ')[1..], c.Shown));

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
