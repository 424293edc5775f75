using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Interns every distinct peer expression of the live policies, and forgets what no policy writes any more.</summary>
//
//   policies --> peers --> AtomNode (selector, when) <-- SelectedRows
//                     \--> NetsNode (CIDRs, groups)
//   rollouts, segments with port names ------------> SelectedRows <-- labels
//
internal sealed class Bindings
{
    private readonly WorkloadTable table;
    private readonly Dictionary<string, SelectedRows> selectors = new(StringComparer.Ordinal);
    private readonly List<AtomNode?> atoms = [];
    private readonly NumberPool atomNumbers = new();
    private readonly Dictionary<int, List<AtomNode>> atomsOfWorkload = [];
    private readonly Dictionary<string, NetsNode> nets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LabelValues> labelValues = new(StringComparer.Ordinal);
    private readonly NumberPool labelValuesNumbers = new();
    private readonly Dictionary<string, int> usersOfPortName = new(StringComparer.Ordinal);
    private Intent intent;
    private Binder? binder;
    private SelectorIndex? index;

    public Bindings(Intent intent, WorkloadTable table, Binder binder)
    {
        (this.intent, this.table, this.binder) = (intent, table, binder);
        foreach (var rollout in intent.Rollouts)
            Rows(rollout.Selector).Rollouts.Add(rollout);
        foreach (var segment in intent.Segments.Where(s => !s.Ports.IsEmpty))
            Rows(segment.Selector).Segments.Add(segment);
        Ports = new PortResolver(intent, table, selector => Rows(selector).Rows);
    }

    public PortResolver Ports { get; }

    /// <summary>By number.</summary>
    public IEnumerable<AtomNode> Atoms => atoms.OfType<AtomNode>();

    public IReadOnlyCollection<NetsNode> Nets => nets.Values;

    public IReadOnlyCollection<LabelValues> LabelValues => labelValues.Values;

    public IReadOnlyCollection<SelectedRows> Selectors => selectors.Values;

    /// <summary>Atoms that were made since somebody took them from here.</summary>
    public List<AtomNode> NewAtoms { get; } = [];

    public AtomNode AtomAt(int number) => atoms[number]!;

    /// <summary>Atoms that are one workload by name.</summary>
    public IReadOnlyList<AtomNode> AtomsOfWorkload(int row) => atomsOfWorkload.GetValueOrDefault(row) ?? [];

    public IReadOnlySet<SelectedRows> Matching(LabelSet labels)
    {
        if (index is null)
        {
            index = new SelectorIndex();
            foreach (var selected in selectors.Values)
                index.Add(selected);
        }

        return index.Matching(labels);
    }

    /// <summary>Labels are not what they were when the rows of selectors were first looked up.</summary>
    public void ForgetLabels() => binder = null;

    /// <summary>The same but for policies.</summary>
    public void Follow(Intent next) => intent = next;

    public PolicyNode Bind(FlowPolicy policy, int position)
    {
        var values = policy.SameLabels.IsEmpty ? null : ValuesOf(policy.SameLabels);
        var node = new PolicyNode(
            policy, position,
            ImmutableArray.CreateRange(policy.From, Bind, policy.When),
            ImmutableArray.CreateRange(policy.To, Bind, policy.When),
            new PortSets(PortResolver.Split(intent, policy.Ports), Ports), values);
        if (values is not null)
            values.Users++;
        foreach (var name in node.Ports.Ports.Names)
            CollectionsMarshal.GetValueRefOrAddDefault(usersOfPortName, name, out _)++;
        node.Join(table);
        return node;
    }

    /// <summary>What only this policy uses is left without users, until it is dropped.</summary>
    public void Unbind(PolicyNode policy)
    {
        policy.Leave();
        if (policy.Values is { } values)
            values.Users--;
        foreach (var name in policy.Ports.Ports.Names)
            usersOfPortName[name]--;
    }

    /// <summary>Drops what these policies, which were unbound, leave without users.</summary>
    public void DropUnused(IReadOnlyCollection<PolicyNode> unbound)
    {
        foreach (var node in unbound.SelectMany(p => p.From.Concat(p.To)).Select(side => side.Node).Distinct().Where(n => !n.IsUsed))
        {
            if (node is NetsNode prefixes)
                nets.Remove(prefixes.Expression);
            else
                Drop((AtomNode)node);
        }

        foreach (var values in unbound.Select(p => p.Values).OfType<LabelValues>().Distinct().Where(v => v.Users == 0))
        {
            labelValues.Remove(Text(values.Keys.Keys));
            labelValuesNumbers.Give(values.Number);
        }

        foreach (var name in unbound.SelectMany(p => p.Ports.Ports.Names).Where(n => usersOfPortName.GetValueOrDefault(n) == 0))
        {
            usersOfPortName.Remove(name);
            Ports.Forget(name);
        }
    }

    private void Drop(AtomNode atom)
    {
        atoms[atom.Number] = null;
        atomNumbers.Give(atom.Number);
        if (atom.Selected is not { } selected)
        {
            var alone = atomsOfWorkload[atom.Row];
            alone.Remove(atom);
            if (alone.Count == 0)
                atomsOfWorkload.Remove(atom.Row);
            return;
        }

        selected.Atoms.Remove(atom);
        if (selected.IsUsed)
            return;
        selectors.Remove(selected.Selector.Canonical);
        index?.Remove(selected);
    }

    private PeerNode Bind(Peer peer, PolicyCondition? when)
    {
        switch (peer)
        {
            case WorkloadPeer workload:
                return AtomOf(table.RowOf(workload.Name), when);
            case AddressGroupPeer name:
                var group = intent.AddressGroupsByName[name.Name];
                return NetsOf("group:" + name.Name, group.Cidrs, group.Except, group.ServiceTag);
            case CidrPeer cidr:
                return NetsOf(cidr.Except.IsEmpty ? cidr.Cidr.ToString() : $"{cidr.Cidr} except {string.Join(' ', cidr.Except)}", [cidr.Cidr], cidr.Except, null);
            case SegmentPeer segment:
                return AtomOf(Rows(intent.SegmentsByName[segment.Name].Selector), when);
            default:
                return AtomOf(Rows(((SelectorPeer)peer).Selector), when);
        }
    }

    private SelectedRows Rows(Selector selector)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(selectors, selector.Canonical, out var exists);
        if (!exists)
        {
            known = new SelectedRows(selector, binder?.Select(selector) ?? LabelIndex.Scan(table.Labels, selector));
            index?.Add(known);
        }

        return known!;
    }

    private AtomNode AtomOf(SelectedRows selected, PolicyCondition? when)
    {
        if (selected.Atoms.Find(a => a.When == when) is { } known)
            return known;
        var atom = new AtomNode(atomNumbers.Take(), selected, -1, when, Members(selected.Rows, when));
        selected.Atoms.Add(atom);
        return Add(atom);
    }

    private AtomNode AtomOf(int row, PolicyCondition? when)
    {
        ref var alone = ref CollectionsMarshal.GetValueRefOrAddDefault(atomsOfWorkload, row, out _);
        alone ??= [];
        if (alone.Find(a => a.When == when) is { } known)
            return known;
        var atom = new AtomNode(atomNumbers.Take(), null, row, when, Members([row], when));
        alone.Add(atom);
        return Add(atom);
    }

    private AtomNode Add(AtomNode atom)
    {
        if (atom.Number == atoms.Count)
            atoms.Add(atom);
        else
            atoms[atom.Number] = atom;
        NewAtoms.Add(atom);
        return atom;
    }

    private int[] Members(int[] rows, PolicyCondition? when) =>
        when is null && table.QuarantinedRows.Count == 0 ? rows : Array.FindAll(rows, row => table.CanBeSelected(row, when));

    private NetsNode NetsOf(string expression, ImmutableArray<Cidr> cidrs, ImmutableArray<Cidr> except, string? serviceTag)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(nets, expression, out _);
        return known ??= new NetsNode(expression, cidrs, except, serviceTag, table.QuarantinedAddresses);
    }

    private LabelValues ValuesOf(ImmutableArray<string> keys)
    {
        ImmutableArray<string> sorted = [.. keys.Distinct().Order(StringComparer.Ordinal)];
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(labelValues, Text(sorted), out _);
        return known ??= new LabelValues(labelValuesNumbers.Take(), new LabelKeys(sorted), table);
    }

    private static string Text(ImmutableArray<string> keys) => string.Join('\n', keys);
}
