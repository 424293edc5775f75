using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>Edges of the same ends and policies as people see them: one line, the protocols together.</summary>
/// <param name="Services">As documents write them: <c>443/tcp</c>, <c>9000-9010/udp</c>, <c>icmp</c>, <c>any</c>.</param>
public sealed record DrawnEdge(
    Endpoint Source,
    EndModes SourceModes,
    Endpoint Destination,
    EndModes DestinationModes,
    ImmutableArray<string> Services,
    ImmutableArray<FlowPolicy> Policies,
    bool IsComposed,
    bool IsManagement)
{
    /// <summary>In the order of the edges, which must be that of <see cref="FlowEdge.Order"/>; holds one pair of ends at a time.</summary>
    public static IEnumerable<DrawnEdge> Of(IEnumerable<FlowEdge> edges)
    {
        var pair = new List<FlowEdge>();
        foreach (var edge in edges)
        {
            if (pair.Count > 0 && !(pair[0].Source.Equals(edge.Source) && pair[0].Destination.Equals(edge.Destination)))
            {
                foreach (var drawn in OfPair(pair))
                    yield return drawn;
                pair.Clear();
            }

            pair.Add(edge);
        }

        foreach (var drawn in OfPair(pair))
            yield return drawn;
    }

    private static IEnumerable<DrawnEdge> OfPair(List<FlowEdge> pair) =>
        from edge in pair
        group edge by (string.Join('\n', edge.Policies.Select(p => p.Name)), edge.IsComposed, edge.IsManagement) into same
        let first = same.First()
        select new DrawnEdge(
            first.Source, first.SourceModes, first.Destination, first.DestinationModes,
            [.. same.SelectMany(ServicesOf)], first.Policies, first.IsComposed, first.IsManagement);

    private static IEnumerable<string> ServicesOf(FlowEdge edge) => edge.Ports.IsEmpty || edge.Ports.IsFull
        ? [edge.ProtocolWord]
        : edge.Ports.Ranges.ToImmutableArray().Select(r => r.IsSingle ? $"{r.From}/{edge.ProtocolWord}" : $"{r.From}-{r.To}/{edge.ProtocolWord}");
}
