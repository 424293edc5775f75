using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Findings;

/// <summary>An estate as documents, one of which is broken.</summary>
internal sealed partial record BrokenEstate(RandomEstate Estate, ImmutableArray<string> Documents, int At, Func<string, string> Break, bool InOneFile)
{
    /// <summary>Of a document of that kind: a field that the language does not have.</summary>
    public static readonly Func<string, string> UnknownField = document => document + "  unheard: of\n";

    /// <summary>Every way in which a document is refused; the last also takes in the document before it.</summary>
    public static readonly ImmutableArray<Func<string, string>> Breaks =
    [
        UnknownField,
        document => document + "]\n",
        document => document.Replace("apiVersion: ztsegment/v1", "apiVersion: ztsegment/v2"),
        document => document.Replace("metadata: { name:", "metadata: { unheard: of, name:"),
        document => KindOf().Replace(document, "kind: Unheard"),
        document => document[..document.IndexOf("spec:", StringComparison.Ordinal)],
        document => document + document,
        document => document.Replace("---\n", ""),
    ];

    public static BrokenEstate Of(RandomEstate estate, int number, Func<string, string> how, bool inOneFile)
    {
        ImmutableArray<string> documents = [.. EstateYaml.Write(estate.Intent).Split("---\n", StringSplitOptions.RemoveEmptyEntries).Select(d => "---\n" + d)];
        return new BrokenEstate(estate, documents, number % documents.Length, how, inOneFile);
    }

    public string Kind => KindOf().Match(Documents[At]).Groups[1].Value;

    public string Name => NameOf().Match(Documents[At]).Groups[1].Value;

    public EstateReview Whole => Review(Documents);

    public EstateReview Broken => Review(Documents.SetItem(At, Break(Documents[At])));

    public override string ToString() => $"{string.Concat(Documents.SetItem(At, $"# broken\n{Break(Documents[At])}"))}# facts\n{FactsJson.Write(Estate.Facts)}\n";

    private EstateReview Review(ImmutableArray<string> documents)
    {
        var files = InOneFile ? [string.Concat(documents)] : documents;
        return EstateReview.Of(
            IntentLoader.Load([.. files.Select((text, i) => new SourceText($"{i:000}.yaml", Encoding.UTF8.GetBytes(text)))]), Estate.Facts, [], Estate.Now, _ => []);
    }

    [GeneratedRegex(@"kind: (\w+)")]
    private static partial Regex KindOf();

    [GeneratedRegex(@"name: ([^ ,}]+)")]
    private static partial Regex NameOf();
}
