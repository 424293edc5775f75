using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Flows between managed workloads that no single policy declares: one policy lets them out, another lets them in.</summary>
internal static class ComposedFindings
{
    /// <summary>A policy that is absent may declare the flow; a segment may give a port name its port.</summary>
    public static IEnumerable<Diagnostic> Of(Compilation compilation, Absence absence) =>
        absence.HasFacts && absence.HasAll(DocumentKind.FlowPolicy, DocumentKind.Segment) ? Of(compilation) : [];

    private static IEnumerable<Diagnostic> Of(Compilation compilation) =>
        from flow in ComposedFlows.Of(compilation)
        group flow by flow.Leaving.Policy into flows
        let first = flows.First()
        let others = flows.Select(f => f.Entering.Policy.Name).Distinct().ToList()
        let packet = first.Example
        select FindingRules.Composed.At(
            flows.Key.Position,
            $"policy `{flows.Key.Name}` lets out what {Selection.Names(others, others.Count)} {(others.Count == 1 ? "lets" : "let")} in, though no single policy declares it: "
                + $"`{packet.Source.Name}` ({packet.From}) reaches `{packet.Destination.Name}` ({packet.To}) on {first.Ports}",
            "declare the flow in one policy, or take these addresses out with `except`",
            others.Count);
}
