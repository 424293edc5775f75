using System.Text;

namespace ZtSegment.Language.Tests.Schema;

/// <summary>Documents that together have every kind and every field of the language.</summary>
internal static class GoodDocument
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "every-field.yaml"), Encoding.UTF8);

    public static IEnumerable<string> All { get; } = [.. Text.Split("\n---\n").Select(d => d + "\n")];
}
