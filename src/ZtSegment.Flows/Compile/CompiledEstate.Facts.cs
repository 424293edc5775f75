using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

internal sealed partial class CompiledEstate
{
    private AddressHolders? holders;

    /// <summary>Other facts of one workload.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workload.</exception>
    public EstateDelta Change(string workload, WorkloadFacts facts)
    {
        var row = table.RowOf(workload);
        var quarantined = table.QuarantinedAddresses;
        var (change, atoms, moved, isReaddressed) = Move(row, facts);
        TouchRekeyed(change);
        foreach (var atom in atoms)
            TouchRemote(atom, moved, change);
        TouchQuarantined(quarantined, change);
        return Finish(change, isReaddressed ? [row] : []);
    }

    /// <summary>Other facts of one workload, where no programs are made.</summary>
    public Change Reclassify(int row, WorkloadFacts facts)
    {
        var change = Move(row, facts).Change;
        classes.Give(change.Dropped);
        return change;
    }

    private (Change Change, AtomNode[] Atoms, Dictionary<Partition, (Cell? From, Cell? To)> Moved, bool IsReaddressed) Move(int row, WorkloadFacts facts)
    {
        var (labels, addresses) = (table.Labels[row], table.Addresses[row]);
        var next = WorkloadTable.LabelsOf(table.Workloads[row].Labels, facts);
        var isRelabelled = next != labels;
        var left = bindings.Matching(labels);
        var joined = isRelabelled ? bindings.Matching(next) : left;
        var known = Holders;
        AtomNode[] atoms = [.. left.Concat(joined).Distinct().SelectMany(s => s.Atoms), .. bindings.AtomsOfWorkload(row)];
        (Partition Partition, Cell? From)[] cells = [.. atoms.SelectMany(a => a.Partitions).Select(p => (p, p.CellOf(row)))];

        table.Change(row, facts);
        List<(LabelValues Values, int Old)> values = isRelabelled ? [.. bindings.LabelValues.Select(v => (v, v.Move(row, next)))] : [];
        if (isRelabelled)
            Relabel(row, left, joined);
        if (marks is null)
            modes[row] = ModesOf(row, joined);
        foreach (var atom in atoms)
            SetMember(atom, row, (atom.Selected is null || joined.Contains(atom.Selected)) && table.CanBeSelected(row, atom.When));
        known.Remove(row, addresses);
        known.Add(row, table.Addresses[row]);

        var change = new Change();
        var isReaddressed = !addresses.AsSpan().SequenceEqual(table.Addresses[row].AsSpan());
        var moved = new Dictionary<Partition, (Cell? From, Cell? To)>(ReferenceEqualityComparer.Instance);
        foreach (var (partition, from) in cells)
        {
            var to = partition.CellOf(row);
            if (from == to && (from is null || !isReaddressed))
                continue;
            partition.Move(row, from, to, addresses, known, change);
            moved[partition] = (from, to);
        }

        int[] numbers = NumbersOf(atoms, row);
        int[] concerned = marks is null ? [row] : marks.Refresh(row, addresses);
        classes.Classify(concerned, other => other == row ? numbers : classes.OfRow[other].Signature.Key, change);
        foreach (var (column, old) in values)
            column.Give(old);
        marks?.GiveOld();
        return (change, atoms, moved, isReaddressed);
    }

    private void Relabel(int row, IReadOnlySet<SelectedRows> left, IReadOnlySet<SelectedRows> joined)
    {
        bindings.ForgetLabels();
        foreach (var selected in left.Except(joined))
            selected.Rows = selected.Rows.Without(row);
        foreach (var selected in joined.Except(left))
            selected.Rows = selected.Rows.With(row);
        bindings.Ports.Refresh(row, table.Workloads[row], [.. joined.SelectMany(s => s.Segments)]);
    }

    private Modes ModesOf(int row, IReadOnlySet<SelectedRows> selectors)
    {
        var rollouts = selectors.SelectMany(s => s.Rollouts).ToList();
        return ModesOf(row, rollouts.Max(r => r.Ingress), rollouts.Max(r => r.Egress));
    }

    private static void SetMember(AtomNode atom, int row, bool isMember)
    {
        if (atom.Members.Has(row) != isMember)
            atom.Members = isMember ? atom.Members.With(row) : atom.Members.Without(row);
    }

    private static int[] NumbersOf(AtomNode[] atoms, int row)
    {
        int[] numbers = [.. atoms.Where(a => a.Members.Has(row)).Select(a => a.Number)];
        Array.Sort(numbers);
        return numbers;
    }

    /// <summary>A class that is itself with another key: any of its rules may be others.</summary>
    private static void TouchRekeyed(Change change)
    {
        foreach (var (workloads, before) in change.Rekeyed)
        {
            foreach (var direction in Enum.GetValues<Direction>())
            {
                foreach (var policy in before.Policies(direction).Concat(workloads.Signature.Policies(direction)))
                    change.Touch(workloads, direction, policy);
            }
        }
    }

    /// <summary>Where blocks of the atom changed, the rules that name them.</summary>
    private void TouchRemote(AtomNode atom, Dictionary<Partition, (Cell? From, Cell? To)> moved, Change change)
    {
        foreach (var direction in Enum.GetValues<Direction>())
        {
            foreach (var policy in direction == Direction.Ingress ? atom.From : atom.To)
            {
                foreach (var side in policy.Remote(direction))
                {
                    if (side.Node == atom && moved.TryGetValue(side.Partition!, out var cells))
                        Touch(policy, direction, change, value => value == cells.From?.Value || value == cells.To?.Value);
                }
            }
        }
    }

    private void TouchQuarantined(AddressSet before, Change change)
    {
        var after = table.QuarantinedAddresses;
        var moved = before.Subtract(after).Union(after.Subtract(before));
        if (moved.IsEmpty)
            return;
        foreach (var nets in bindings.Nets)
        {
            if (nets.Refresh(after, moved) is not { } block)
                continue;
            change.Add(block, nets.Block, new BlockDelta(block, nets.Block, [], []));
            foreach (var policy in nets.From)
                Touch(policy, Direction.Ingress, change, _ => true);
            foreach (var policy in nets.To)
                Touch(policy, Direction.Egress, change, _ => true);
            foreach (var policy in nets.From.Concat(nets.To))
                policy.Forget();
        }
    }

    /// <summary>The rules of a policy may be others in the classes that it selects in a direction.</summary>
    /// <param name="isConcerned">Whether those of a value of its <c>sameLabels</c> are.</param>
    private void Touch(PolicyNode policy, Direction direction, Change change, Func<int, bool> isConcerned)
    {
        foreach (var atom in policy.Local(direction).Select(side => side.Node).OfType<AtomNode>())
        {
            foreach (var workloads in atom.ClassesIn(classes.OfRow))
            {
                if (policy.Values is not { } values || isConcerned(values[workloads.Rows[0]]))
                    change.Touch(workloads, direction, policy);
            }
        }
    }
}
