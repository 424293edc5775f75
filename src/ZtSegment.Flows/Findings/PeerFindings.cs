using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Peers that select nothing, and policies whose ends nobody enforces: what silently does nothing.</summary>
internal sealed class PeerFindings(Compilation compilation, Selection selection)
{
    /// <summary>Prefixes that no peer selects by themselves.</summary>
    internal static readonly AddressSet Loopback = AddressSet.From([Cidr.Parse("127.0.0.0/8"), Cidr.Parse("::1/128")]);

    public static IEnumerable<Diagnostic> Of(Compilation compilation, Selection selection)
    {
        var findings = new PeerFindings(compilation, selection);
        return compilation.Policies.SelectMany(p => findings.OfPolicy(p.Policy))
            .Concat(compilation.Intent.Guardrails.SelectMany(findings.OfGuardrail))
            .Concat(findings.OfSelectors());
    }

    /// <summary>Selectors outside of peers.</summary>
    private IEnumerable<Diagnostic> OfSelectors() =>
        from owner in compilation.Intent.Rollouts.Select(r => (r.Position, r.Selector, Name: $"rollout `{r.Name}`"))
            .Concat(compilation.Intent.Guardrails.Where(g => g.Rule is RequireLabelsRule)
                .Select(g => (g.Rule.Position, ((RequireLabelsRule)g.Rule).Selector, Name: $"guardrail `{g.Name}`")))
        where compilation.Binder.Select(owner.Selector).Length == 0 && !selection.Absence.MayMatch(owner.Selector)
        select FindingRules.PeerSelectsNothing.At(
            owner.Position, $"selector `{owner.Selector}` of {owner.Name} selects nothing", "compare the selector with the workloads' labels");

    private IEnumerable<Diagnostic> OfPolicy(FlowPolicy policy)
    {
        var empty = Empty($"policy `{policy.Name}`", policy.From, policy.To);
        if (empty is not null)
            yield return empty;
        if (SelectsSome(policy.From) && SelectsSome(policy.To) && policy.From.Concat(policy.To).Any(p => p.SelectsWorkloads)
            && !policy.From.Concat(policy.To).Any(selection.MaySelectMore)
            && !policy.From.Concat(policy.To).Any(p => selection.RowsOf(p).Any(row => selection.WorkloadAt(row).IsManaged)))
        {
            yield return FindingRules.NoManagedEnd.At(
                policy.Position,
                $"no workload that policy `{policy.Name}` selects has an enforcement point: nothing enforces it",
                "give the workloads at one end an `enforcement`, or remove the policy");
        }
    }

    private IEnumerable<Diagnostic> OfGuardrail(Guardrail guardrail)
    {
        (ImmutableArray<Peer> From, ImmutableArray<Peer> To) sides = guardrail.Rule switch
        {
            NeverRule rule => (rule.From, rule.To),
            OnlyRule rule => (rule.From, rule.To),
            AlwaysRule rule => (rule.From, rule.To),
            _ => ([], []),
        };
        var empty = Empty(
            $"guardrail `{guardrail.Name}`",
            [.. sides.From, .. guardrail.Except.SelectMany(e => e.From)],
            [.. sides.To, .. guardrail.Except.SelectMany(e => e.To)]);
        return empty is null ? [] : [empty];
    }

    /// <summary>All empty peers of one document, folded.</summary>
    private Diagnostic? Empty(string owner, ImmutableArray<Peer> from, ImmutableArray<Peer> to)
    {
        var empty = from.Select(p => (Side: "from", Peer: p)).Concat(to.Select(p => (Side: "to", Peer: p)))
            .Where(p => !SelectsSome(p.Peer) && !MayBeEmpty(p.Peer) && !selection.MaySelectMore(p.Peer))
            .OrderBy(p => p.Peer.Position)
            .ToList();
        if (empty.Count == 0)
            return null;
        var words = empty.Select(p => $"{PeerWords.Of(p.Peer)} in `{p.Side}`").Distinct().ToList();
        return FindingRules.PeerSelectsNothing.At(
            empty[0].Peer.Position,
            $"{string.Join(", ", words)} of {owner} {(words.Count == 1 ? "selects" : "select")} nothing",
            Remedy(empty[0].Peer),
            empty.Count);
    }

    private bool SelectsSome(ImmutableArray<Peer> peers) => peers.Any(SelectsSome);

    private bool SelectsSome(Peer peer) => peer switch
    {
        CidrPeer cidr => HoldsSome([cidr.Cidr], cidr.Except),
        AddressGroupPeer name when compilation.Intent.AddressGroupsByName[name.Name] is var group =>
            group.ServiceTag is not null || HoldsSome(group.Cidrs, group.Except),
        _ => selection.RowsOf(peer).Length > 0,
    };

    private static bool HoldsSome(ImmutableArray<Cidr> cidrs, ImmutableArray<Cidr> except) => !AddressSet.From(cidrs)
        .Subtract(AddressSet.From(except)).Subtract(AddressSet.OutsidePacketSpace).Subtract(Loopback).IsEmpty;

    private bool MayBeEmpty(Peer peer) => peer is SegmentPeer segment && compilation.Intent.SegmentsByName[segment.Name].MayBeEmpty;

    private static string Remedy(Peer peer) => peer switch
    {
        SegmentPeer => "compare the segment's selector with the workloads' labels, or set `mayBeEmpty: true` on the segment",
        SelectorPeer => "compare the selector with the workloads' labels",
        _ => "name addresses that a packet can have: `except` must leave some, and multicast and loopback are none",
    };
}
