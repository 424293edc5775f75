using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Proof;

/// <summary>What an NSG must do with the packets of its workloads: built from their rule programs and the management section, not from any rules.</summary>
/// <remarks>
/// A local address that several workloads of the group share may have what any of them may: the group cannot tell them apart.
/// It is observed only if all of them are.
/// </remarks>
internal sealed class ExpectedTraffic(Compilation compilation, NsgPoint point)
{
    private static readonly IntervalSet<UInt128> EveryProtocol = IntervalSet<UInt128>.Of(new Interval<UInt128>(0, byte.MaxValue));

    /// <summary>The service tags that policies of the direction go by.</summary>
    public IEnumerable<NsgSymbol> Symbols(Direction direction) => point.Rows
        .Select(row => compilation.ClassOf[row]).Distinct()
        .SelectMany(c => c.Program[direction])
        .Select(r => r.Remote.ServiceTag).OfType<string>()
        .Select(tag => new NsgSymbol(NsgSymbolKind.RemoteTag, tag.ToLowerInvariant()));

    public NsgVerdicts In(NsgSpace space)
    {
        var allowed = space.Of(Policies(space).Concat(Management(space)));
        var observed = space.Diagram.Of(NsgSpace.LocalLevel, Observed(space), IntervalDiagram.All);
        return new NsgVerdicts(allowed, space.Diagram.Subtract(observed, allowed));
    }

    private IEnumerable<NsgBox> Policies(NsgSpace space) =>
        from rows in point.Rows.GroupBy(row => compilation.ClassOf[row].Number)
        let local = AddressesOf(rows, space.Family)
        where !local.IsEmpty
        from rule in compilation.ClassOf[rows.First()].Program[space.Direction]
        from box in Boxes(space, local, rule)
        select box;

    private static IEnumerable<NsgBox> Boxes(NsgSpace space, IntervalSet<UInt128> local, ProgramRule rule)
    {
        var ports = TargetPorts.At(EnforcementTarget.Nsg, space.Family, rule.Ports);
        if (rule.Remote.ServiceTag is { } tag)
            return Boxes(space, local, space.EveryAddress, ports, [new NsgSymbol(NsgSymbolKind.RemoteTag, tag.ToLowerInvariant())]);
        var remote = rule.Remote.Set[space.Family];
        return remote.IsEmpty ? [] : Boxes(space, local, remote, ports, []);
    }

    private IEnumerable<NsgBox> Management(NsgSpace space)
    {
        var local = AddressesOf(point.Rows.Where(row => compilation.Table.Workloads[row].LinuxHost is not null), space.Family);
        if (local.IsEmpty)
            return [];
        var management = compilation.Intent.Management;
        var rules = space.Direction == Direction.Ingress
            ? management.Access.Select(a => (AddressSet.From(a.From), PortResolver.Split(compilation.Intent, a.Ports).Literal))
            : management.Controller is { } c ? [(AddressSet.From(c.Addresses), ProtocolPorts.Of(c.Protocol, PortSet.Of(c.Port)))] : [];
        return rules.Where(r => !r.Item1[space.Family].IsEmpty)
            .SelectMany(r => Boxes(space, local, r.Item1[space.Family], TargetPorts.At(EnforcementTarget.Nsg, space.Family, r.Item2), []));
    }

    private static IEnumerable<NsgBox> Boxes(
        NsgSpace space, IntervalSet<UInt128> local, IntervalSet<UInt128> remote, ProtocolPorts ports, ImmutableArray<NsgSymbol> symbols)
    {
        foreach (var (protocol, set) in ports.Listed)
        {
            if (!set.IsEmpty)
                yield return new NsgBox(local, Wire(protocol), remote, set, PortSet.Full, symbols);
        }

        if (ports.Rest)
        {
            var rest = ports.Listed.Aggregate(EveryProtocol, (all, listed) => all.Subtract(Wire(listed.Protocol)));
            yield return new NsgBox(local, rest, remote, PortSet.Full, PortSet.Full, symbols);
        }

        IntervalSet<UInt128> Wire(Protocol protocol) => IntervalSet<UInt128>.Of((UInt128)protocol.WireNumber(space.Family));
    }

    private IntervalSet<UInt128> Observed(NsgSpace space)
    {
        var byMode = point.Rows.ToLookup(row => compilation.ClassOf[row].Modes[space.Direction]);
        return AddressesOf(byMode[Mode.Observe], space.Family).Subtract(AddressesOf(byMode[Mode.Enforce], space.Family));
    }

    private IntervalSet<UInt128> AddressesOf(IEnumerable<int> rows, IpFamily family) =>
        AddressSet.From(rows.SelectMany(row => compilation.Table.Addresses[row]).Where(a => a.Family == family))[family];
}
