using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>A new edge that opens nothing yet: one of its ends selects no workload, and it opens as soon as one joins.</summary>
/// <param name="Services">As documents write them; names are told as names, since nobody is there to resolve them on.</param>
public sealed record DormantEdge(Endpoint Source, Endpoint Destination, ImmutableArray<string> Services, FlowPolicy Policy);

/// <summary>Finds the edges between segments, selectors and addresses that the new policies write, of which an end is empty now.</summary>
internal static class DormantEdges
{
    /// <summary>By policy, source and destination.</summary>
    public static IEnumerable<DormantEdge> Between(PlanSide old, PlanSide @new)
    {
        var before = old.Compilation.Policies.SelectMany(policy => Ends(policy).Select(ends => (Key(old, ends), policy))).ToLookup(e => e.Item1, e => e.policy);
        return
            from policy in @new.Compilation.Policies
            from ends in Ends(policy)
            where IsEmpty(ends.From) || IsEmpty(ends.To)
            let covering = before[Key(@new, ends)].Where(p => Covers(p.Policy, policy.Policy)).ToList()
            let services = Left(policy, covering)
            where !services.IsEmpty
            select new DormantEdge(@new.Peers.EndpointOf(ends.From.Written), @new.Peers.EndpointOf(ends.To.Written), services, policy.Policy);
    }

    private static IEnumerable<(BoundPeer From, BoundPeer To)> Ends(CompiledPolicy policy) =>
        from source in policy.From
        from destination in policy.To
        where source.Atom is not null || destination.Atom is not null
        select (source, destination);

    private static bool IsEmpty(BoundPeer peer) => peer.Atom is { SelectsAny: false };

    /// <summary>What the ends mean: a segment's selector, and the prefixes of a group.</summary>
    private static (string, string) Key(PlanSide side, (BoundPeer From, BoundPeer To) ends) => (side.Peers.MeaningOf(ends.From.Written), side.Peers.MeaningOf(ends.To.Written));

    /// <summary>Whether the old policy asked for nothing more than the new one does.</summary>
    private static bool Covers(FlowPolicy old, FlowPolicy @new) =>
        old.SameLabels.All(@new.SameLabels.Contains) && (old.When is null || old.When == @new.When);

    private static ImmutableArray<string> Left(CompiledPolicy policy, List<CompiledPolicy> covering)
    {
        var literal = covering.Aggregate(policy.Ports.Literal, (left, old) => left.Subtract(old.Ports.Literal));
        return [.. literal.IsEmpty ? [] : literal.ToString().Split(' '), .. policy.Ports.Names.Except(covering.SelectMany(p => p.Ports.Names))];
    }
}
