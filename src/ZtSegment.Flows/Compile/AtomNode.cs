using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>An expression that selects workloads, under one <c>when</c>.</summary>
/// <param name="selected">Null where the expression is one workload by name.</param>
/// <param name="row">That workload; -1 for others.</param>
/// <param name="members">Rows that it selects now, ascending; quarantined ones and those that fail the condition left out.</param>
internal sealed class AtomNode(int number, SelectedRows? selected, int row, PolicyCondition? when, int[] members) : PeerNode
{
    private readonly List<Partition> partitions = [];
    private List<ClassNode>? classes;
    private Atom? snapshot;

    public int Number { get; } = number;

    public SelectedRows? Selected { get; } = selected;

    public int Row { get; } = row;

    public PolicyCondition? When { get; } = when;

    public int[] Members
    {
        get;
        set
        {
            field = value;
            Forget();
        }
    } = members;

    public Atom Snapshot => snapshot ??= new Atom(Members, Selected is null or { Rows.Length: > 0 });

    /// <summary>The snapshot is no longer true.</summary>
    public void Forget()
    {
        snapshot = null;
        foreach (var policy in From)
            policy.Forget();
        foreach (var policy in To)
            policy.Forget();
    }

    public IReadOnlyList<Partition> Partitions => partitions;

    public Partition Use(LabelValues? values, PortSets? ports, WorkloadTable table)
    {
        var known = partitions.Find(p => p.Values == values && Equals(p.Ports?.Ports, ports?.Ports));
        if (known is null)
            partitions.Add(known = new Partition(this, values, ports, table));
        known.Users++;
        return known;
    }

    public void Release(Partition partition)
    {
        if (--partition.Users == 0)
            partitions.Remove(partition);
    }

    /// <summary>The classes of its members.</summary>
    public IReadOnlyList<ClassNode> ClassesIn(ClassNode[] ofRow) => classes ??= [.. Members.Select(row => ofRow[row]).Distinct()];

    public void Join(ClassNode workloads) => classes?.Add(workloads);

    public void Leave(ClassNode workloads) => classes?.Remove(workloads);
}
