using System.Text;
using ZtSegment.Language;

namespace ZtSegment.Benchmarks.Estates;

/// <summary>Makes an estate of the shape that large ones have, as the documents that somebody would have written.</summary>
/// <remarks>Apps of four tiers in three environments, a shared infrastructure that everybody uses, every workload on a Linux host of its own.</remarks>
public static class EstateGenerator
{
    private const int WorkloadsPerFile = 20_000;

    /// <summary>One file after the other; each is made when it is asked for.</summary>
    public static IEnumerable<SourceText> Generate(EstateOptions options)
    {
        var layout = new EstateLayout(options);
        yield return Text("estate.yaml", EstateDocuments.Of(layout));
        yield return Text("policies.yaml", PolicyDocuments.Of(layout, options));
        var file = 0;
        foreach (var chunk in WorkloadDocuments.Of(layout, options).Chunk(WorkloadsPerFile))
            yield return Text($"workloads-{file++:00}.yaml", chunk);
    }

    private static SourceText Text(string file, IEnumerable<string> documents)
    {
        var text = new StringBuilder();
        foreach (var document in documents)
            text.Append("---\napiVersion: ztsegment/v1\n").Append(document);
        return new SourceText(file, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
