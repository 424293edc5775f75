using System.Text;
using System.Text.RegularExpressions;

namespace ZtSegment.Language.Tests.Loading;

/// <summary>A diagnostic as a test expects it.</summary>
public sealed record Mark(string Code, int Line, int Column, int Count)
{
    public static Mark Of(Diagnostic d) => new(d.Code, d.Position.Line, d.Position.Column, d.Count);

    public override string ToString() => $"{Line}:{Column} {Code}{(Count > 1 ? $" x{Count}" : "")}";
}

/// <summary>
/// A file of documents with comments that mark what is wrong in the line above them: <c>#   ^ ZT1003</c>, the <c>^</c> below the
/// column, or <c>#1 ZT1003</c> for column 1; <c>x2</c> behind a code is the count of a folded warning.
/// </summary>
public sealed partial record MarkedFile(string Name, string Text, IReadOnlyList<Mark> Marks)
{
    public static IEnumerable<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Documents");

    public SourceText Source => new($"{Name}.yaml", Encoding.UTF8.GetBytes(Text));

    /// <summary>The text of each document.</summary>
    public IEnumerable<string> Documents => Text.Split("\n---\n").Select(d => d + "\n");

    public static MarkedFile Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, $"{name}.yaml"));
        var marks = new List<Mark>();
        var marked = 0;
        foreach (var (number, line) in text.Split('\n').Index())
        {
            if (Marker().Match(line) is { Success: true } marker)
                marks.Add(new Mark(marker.Groups["code"].Value, marked, marker.Groups["caret"].Success ? marker.Groups["caret"].Index + 1 : 1, marker.Groups["count"].Success ? int.Parse(marker.Groups["count"].Value) : 1));
            else
                marked = number + 1;
        }

        return new MarkedFile(name, text, marks);
    }

    [GeneratedRegex(@"^#(1| *(?<caret>\^)) (?<code>ZT\d{4})( x(?<count>\d+))?$")]
    private static partial Regex Marker();
}
