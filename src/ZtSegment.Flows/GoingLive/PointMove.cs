using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows.GoingLive;

/// <summary>What the end of a workload lets through: its program, between its own addresses and others.</summary>
public sealed record PointRules(RuleProgram Program, ImmutableArray<Address> Addresses);

/// <summary>A workload whose end goes from one state to another.</summary>
/// <param name="Row">Any number that tells workloads apart: their rows in one of the two compilations.</param>
/// <param name="Old">What is in force.</param>
/// <param name="New">What is to be.</param>
/// <param name="GoesByTags">Whether it has a network security group, where a service tag may hold any address; hosts go by the CIDRs beside it.</param>
public sealed record PointMove(int Row, PointRules Old, PointRules New, bool GoesByTags = false)
{
    /// <summary>Whether a packet that passed will not pass: such points go first.</summary>
    public bool Loses => Passes(Old, New);

    /// <summary>Whether a packet that did not pass will.</summary>
    public bool Gains => Passes(New, Old);

    /// <summary>
    /// What old and new have in common: the rules of new, of their policies, without what old does not let through, at the addresses that both have.
    /// Wherever other points are, no packet passes by it that both states of this one do not let through, so it may be in force at any moment.
    /// </summary>
    public PointRules Common => new(
        new RuleProgram(InCommon(Direction.Ingress), InCommon(Direction.Egress)),
        Old.Addresses.AsSpan().SequenceEqual(New.Addresses.AsSpan()) ? New.Addresses : [.. New.Addresses.Where(Old.Addresses.Contains)]);

    private bool Passes(PointRules some, PointRules others)
    {
        var outside = AddressSet.From(some.Addresses).Union(AddressSet.OutsidePacketSpace);
        return Enum.GetValues<Direction>().Any(direction => Regions(some, others, direction, new RuleDifferences()).Any(region => region.Boxes.Any(box =>
            region.Own.Any(a => a.Family == box.Family) && !box.Remote.Subtract(outside[box.Family]).IsEmpty)));
    }

    /// <summary>
    /// What one state lets through and the other does not: at addresses that both have, and at those that only the one has. What goes to an address
    /// that becomes the workload's own passes no more, since it leaves no host.
    /// </summary>
    internal IEnumerable<(ImmutableArray<Address> Own, ImmutableArray<PacketBox> Boxes)> Regions(
        PointRules some, PointRules others, Direction direction, RuleDifferences differences)
    {
        var (rules, without) = (some.Program[direction], others.Program[direction]);
        if (some.Addresses.AsSpan().SequenceEqual(others.Addresses.AsSpan()))
        {
            yield return (some.Addresses, differences.Of(rules, without, GoesByTags));
            yield break;
        }

        var whole = differences.Of(rules, [], GoesByTags);
        var becomingOwn = AddressSet.From(others.Addresses.Except(some.Addresses));
        yield return (
            [.. some.Addresses.Where(others.Addresses.Contains)],
            [
                .. differences.Of(rules, without, GoesByTags),
                .. whole.Select(box => box with { Remote = box.Remote.Intersect(becomingOwn[box.Family]) }).Where(box => !box.Remote.IsEmpty),
            ]);
        yield return ([.. some.Addresses.Where(a => !others.Addresses.Contains(a))], whole);
    }

    private ImmutableArray<ProgramRule> InCommon(Direction direction)
    {
        var (known, next) = (Old.Program[direction], New.Program[direction]);
        var gained = new RuleDifferences().Of([.. next.Where(r => !IsTag(r))], known, GoesByTags);
        var moving = AddressSet.From(Old.Addresses.Except(New.Addresses).Concat(New.Addresses.Except(Old.Addresses)));
        var cut = CutSet.Of(gained
            .Select(box => (box.Family == IpFamily.V4 ? new AddressSet(box.Remote, default) : new AddressSet(default, box.Remote), box.Ports))
            .Append((moving, ProtocolPorts.Any)));
        return [.. next.SelectMany(rule => IsTag(rule) ? TagInCommon(rule, known) : cut.Cut([rule]))];
    }

    private bool IsTag(ProgramRule rule) => GoesByTags && rule.Remote.ServiceTag is not null;

    /// <summary>Of a service tag nobody here knows what it holds: in common is what the same tag lets through.</summary>
    private static IEnumerable<ProgramRule> TagInCommon(ProgramRule rule, ImmutableArray<ProgramRule> known)
    {
        var ports = known.Where(k => k.Remote.IsLike(rule.Remote)).Aggregate(ProtocolPorts.Empty, (all, k) => all.Union(k.Ports)).Intersect(rule.Ports);
        return ports.IsEmpty ? [] : ports.Equals(rule.Ports) ? [rule] : [rule with { Ports = ports }];
    }
}
