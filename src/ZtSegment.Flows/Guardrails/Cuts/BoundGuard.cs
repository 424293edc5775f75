using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>A <c>never</c> or an <c>only</c> that cuts, with what it and its unexpired exceptions name.</summary>
internal sealed class BoundGuard
{
    public BoundGuard(Intent intent, Guardrail guardrail, DateTimeOffset now)
    {
        Guardrail = guardrail;
        var sides = FlowSides.Of(guardrail.Rule)!;
        Never = guardrail.Rule as NeverRule;
        From = new GuardSide(intent, sides.From);
        To = new GuardSide(intent, sides.To);
        OutsideSources = Never is null ? GuardSide.Everything.Subtract(From.Nets) : From.MayHold;
        Ports = PortResolver.Split(intent, sides.Ports);
        Exceptions = [.. guardrail.Except.Where(e => IsLive(e, now)).Select(e =>
            (new GuardSide(intent, e.From), new GuardSide(intent, e.To), PortResolver.Split(intent, e.Ports)))];
    }

    public Guardrail Guardrail { get; }

    /// <summary>Null: an <c>only</c>, which forbids every source beside <see cref="From"/>.</summary>
    public NeverRule? Never { get; }

    public GuardSide From { get; }

    public GuardSide To { get; }

    public PolicyPorts Ports { get; }

    public ImmutableArray<(GuardSide From, GuardSide To, PolicyPorts Ports)> Exceptions { get; }

    public IEnumerable<GuardSide> Sides => Exceptions.SelectMany(e => new[] { e.From, e.To }).Prepend(To).Prepend(From);

    /// <summary>Where an address may be, workloads aside, that must not send.</summary>
    public AddressSet OutsideSources { get; }

    /// <summary>Whether addresses that no workload has count at an end.</summary>
    public bool CountsOthers => Never is null or { DifferentLabels.IsEmpty: true };

    /// <summary>Those of an intent that leave something out where facts break them.</summary>
    public static ImmutableArray<BoundGuard> Of(Intent intent, DateTimeOffset now)
    {
        ImmutableArray<BoundGuard> guards = [.. intent.Guardrails.Where(IsCutting).Select(g => new BoundGuard(intent, g, now))];
        foreach (var (number, side) in guards.SelectMany(g => g.Sides).Index())
            side.Number = number;
        return guards;
    }

    public static bool IsCutting(Guardrail guardrail) => guardrail is { Severity: Severity.Error, Rule: NeverRule or OnlyRule };

    public static bool IsLive(GuardrailException exception, DateTimeOffset now) => exception.Expires is null || now < exception.Expires;
}

/// <summary>One side of a guardrail or an exception: workloads that it names, and addresses.</summary>
internal sealed class GuardSide
{
    public GuardSide(Intent intent, ImmutableArray<Peer> peers)
    {
        Selectors = [.. peers.Select(peer => peer switch
        {
            SegmentPeer segment => intent.SegmentsByName[segment.Name].Selector,
            SelectorPeer selector => selector.Selector,
            _ => null,
        }).OfType<Selector>()];
        Workloads = [.. peers.OfType<WorkloadPeer>().Select(p => p.Name)];
        Nets = peers.Aggregate(AddressSet.Empty, (all, peer) => all.Union(GuardedEstate.AddressesOf(intent, peer)));
        Tags = peers.Select(p => GuardedEstate.TagOf(intent, p)).OfType<string>().ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        IsOpaque = peers.Any(p => GuardedEstate.TagOf(intent, p) is not null && GuardedEstate.AddressesOf(intent, p).IsEmpty);
    }

    public static AddressSet Everything { get; } =
        AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]).Subtract(AddressSet.OutsidePacketSpace);

    public ImmutableArray<Selector> Selectors { get; }

    /// <summary>Among the sides of all guardrails.</summary>
    public int Number { get; set; }

    /// <summary>By name.</summary>
    public ImmutableHashSet<string> Workloads { get; }

    /// <summary>CIDRs and groups; addresses of workloads may lie in them.</summary>
    public AddressSet Nets { get; }

    public ImmutableHashSet<string> Tags { get; }

    /// <summary>A service tag without CIDRs is among the peers: it may hold any address.</summary>
    public bool IsOpaque { get; }

    public AddressSet MayHold => IsOpaque ? Everything : Nets;

    public bool Names(Workload workload, LabelSet labels)
    {
        foreach (var selector in Selectors)
        {
            if (LabelIndex.Matches(selector, labels))
                return true;
        }

        return Workloads.Contains(workload.Name);
    }
}
