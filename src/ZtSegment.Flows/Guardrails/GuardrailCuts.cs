using System.Collections.Immutable;
using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>Leaves out of a compilation exactly what breaks a <c>never</c> or an <c>only</c> by facts, at every managed end.</summary>
/// <remarks>
/// Management is never cut, so that nobody is locked out; and a service tag without CIDRs cannot be, since nobody here knows what it holds. An NSG
/// has words for few protocols: where something is cut from <c>any</c> there, the protocols without a word go too.
/// </remarks>
//
//   Compilation --GuardrailView--> ForbiddenFlows --> cuts per kind --> classes split, their programs without the cuts
//
public static class GuardrailCuts
{
    private static readonly ProtocolPorts WordsOfNsg = new[] { Protocol.Tcp, Protocol.Udp, Protocol.Esp, Protocol.Ah }
        .Aggregate(ProtocolPorts.Empty, (all, protocol) => all.Union(ProtocolPorts.Of(protocol, PortSet.Full)));

    /// <summary>The compilation itself where facts report neither labels nor addresses: documents that break a guardrail are refused before.</summary>
    public static Compilation Apply(Compilation compilation)
    {
        if (!GuardrailView.HasReports(compilation.Table) || !compilation.Intent.Guardrails.Any(IsCutting))
            return compilation;
        var cuts = Find(new GuardedEstate(GuardrailView.Of(compilation), compilation.Intent));
        return cuts.IsEmpty ? compilation : Cut(compilation, cuts);
    }

    private static bool IsCutting(Guardrail guardrail) => guardrail is { Severity: Severity.Error, Rule: NeverRule or OnlyRule };

    private static ImmutableArray<GuardrailCut> Find(GuardedEstate estate)
    {
        var cuts = new List<(WorkloadKind Kind, GuardrailCut Cut)>();
        var addresses = new Dictionary<(WorkloadKind, AddressKind), AddressSet>();
        foreach (var guardrail in estate.Guardrails.Guardrails.Where(IsCutting))
        {
            foreach (var flow in new ForbiddenFlows(estate, new FlowGuard(estate, guardrail)).Find())
            {
                Add(flow.Source, Direction.Egress, flow.Destination, flow);
                Add(flow.Destination, Direction.Ingress, flow.Source, flow);
            }

            void Add(FlowEnd own, Direction direction, FlowEnd remote, ForbiddenFlow flow)
            {
                if (own.Kind is { IsManaged: true } kind)
                    cuts.Add((kind, new GuardrailCut(guardrail, [.. kind.Rows], direction, AddressesOf(remote, flow.Family), AtTarget(kind, flow))));
            }
        }

        return [.. cuts
            .GroupBy(c => (c.Kind, c.Cut.Guardrail, c.Cut.Direction, c.Cut.Ports))
            .Select(g => g.First().Cut with { Remote = g.Aggregate(AddressSet.Empty, (all, c) => all.Union(c.Cut.Remote)) })];

        AddressSet AddressesOf(FlowEnd end, IpFamily family)
        {
            if (end.Kind is not { } kind)
            {
                var outside = end.Outside.Subtract(estate.Held[family]);
                return family == IpFamily.V4 ? new AddressSet(outside, default) : new AddressSet(default, outside);
            }

            if (!addresses.TryGetValue((kind, end.Address!), out var known))
            {
                addresses[(kind, end.Address!)] = known = AddressSet.From(
                    kind.Rows.SelectMany(row => estate.Table.Addresses[row]).Where(a => estate.Kinds.Find(a) == end.Address));
            }

            return known;
        }
    }

    private static ProtocolPorts AtTarget(WorkloadKind kind, ForbiddenFlow flow)
    {
        if (kind.Target == EnforcementTarget.Linux)
            return flow.Ports;
        var words = flow.Family == IpFamily.V4 ? WordsOfNsg.Union(ProtocolPorts.Of(Protocol.Icmp, PortSet.Full)) : WordsOfNsg;
        return flow.Ports.Union(ProtocolPorts.Any.Subtract(words));
    }

    /// <summary>Rows of one class with the same cuts stay together.</summary>
    private static Compilation Cut(Compilation compilation, ImmutableArray<GuardrailCut> cuts)
    {
        var cutsOf = new Dictionary<int, List<int>>();
        foreach (var (number, cut) in cuts.Index())
        {
            foreach (var row in cut.Rows)
            {
                if (!cutsOf.TryGetValue(row, out var own))
                    cutsOf[row] = own = [];
                own.Add(number);
            }
        }

        var drafts = new Dictionary<int[], List<int>>(IntArrayComparer.Instance);
        for (var row = 0; row < compilation.ClassOf.Length; row++)
        {
            int[] key = [compilation.ClassOf[row].Number, .. cutsOf.GetValueOrDefault(row) ?? []];
            if (!drafts.TryGetValue(key, out var rows))
                drafts[key] = rows = [];
            rows.Add(row);
        }

        ImmutableArray<WorkloadClass> classes = [.. drafts.Index().Select(draft =>
        {
            var whole = compilation.ClassOf[draft.Item.Value[0]];
            var program = Cut(whole.Program, [.. draft.Item.Key.Skip(1).Select(number => cuts[number])]);
            return whole with { Number = draft.Index, Program = program, Rows = [.. draft.Item.Value] };
        })];
        var classOf = new WorkloadClass[compilation.ClassOf.Length];
        foreach (var workloads in classes)
        {
            foreach (var row in workloads.Rows)
                classOf[row] = workloads;
        }

        return compilation with { Classes = classes, ClassOf = [.. classOf], Cuts = cuts };
    }

    private static RuleProgram Cut(RuleProgram program, ImmutableArray<GuardrailCut> cuts) => cuts.IsEmpty ? program : new(
        Cut(program.Ingress, [.. cuts.Where(c => c.Direction == Direction.Ingress)]),
        Cut(program.Egress, [.. cuts.Where(c => c.Direction == Direction.Egress)]));

    private static ImmutableArray<ProgramRule> Cut(ImmutableArray<ProgramRule> rules, GuardrailCut[] cuts) =>
        cuts.Length == 0 ? rules : [.. rules.SelectMany(rule => Cut(rule, cuts))];

    private static IEnumerable<ProgramRule> Cut(ProgramRule rule, GuardrailCut[] cuts)
    {
        if (!cuts.Any(c => c.Ports.Overlaps(rule.Ports) && c.Remote.Overlaps(rule.Remote.Set)))
            return [rule];
        var left = new List<(AddressSet Remote, ProtocolPorts Ports)>();
        foreach (var family in Enum.GetValues<IpFamily>())
        {
            var boxes = new List<AddressBox> { new(rule.Remote.Set[family], rule.Ports) };
            foreach (var cut in cuts)
                boxes = AddressBox.Subtract(boxes, cut.Remote[family], cut.Ports);
            left.AddRange(boxes.Where(b => !b.Addresses.IsEmpty).Select(b => (
                family == IpFamily.V4 ? new AddressSet(b.Addresses, default) : new AddressSet(default, b.Addresses), b.Ports)));
        }

        return left
            .GroupBy(box => box.Ports)
            .Select(g => rule with { Remote = rule.Remote.Within(g.Aggregate(AddressSet.Empty, (all, box) => all.Union(box.Remote))), Ports = g.Key });
    }
}
