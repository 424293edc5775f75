using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The workloads with what is known of them now; rows are numbered in order of names.</summary>
//
//   Intent.Workloads + EstateFacts --> labels, addresses, quarantine, posture per row
//
public sealed class WorkloadTable
{
    private readonly EstateFacts facts;
    private readonly Lazy<Dictionary<string, int>> rowByName;
    private readonly Lazy<ILookup<Address, int>> virtualHolders;

    public WorkloadTable(Intent intent, EstateFacts facts)
    {
        this.facts = facts;
        Workloads = intent.Workloads;
        Labels = new LabelSet[Workloads.Length];
        Addresses = new ImmutableArray<Address>[Workloads.Length];
        Facts = new WorkloadFacts[Workloads.Length];
        rowByName = new(() => RowByName(intent.Workloads));
        virtualHolders = new(() => VirtualHolders(intent.Workloads));
        for (var row = 0; row < Workloads.Length; row++)
            Put(row, facts[Workloads[row].Name]);
        QuarantinedAddresses = FindQuarantinedAddresses();
    }

    private WorkloadTable(WorkloadTable other)
    {
        (facts, rowByName, virtualHolders, Workloads) = (other.facts, other.rowByName, other.virtualHolders, other.Workloads);
        (Labels, Addresses, Facts) = ([.. other.Labels], [.. other.Addresses], [.. other.Facts]);
        (QuarantinedRows, QuarantinedAddresses) = ([.. other.QuarantinedRows], other.QuarantinedAddresses);
    }

    public ImmutableArray<Workload> Workloads { get; }

    /// <summary>Declared labels and reported ones; a declared label of the same key wins.</summary>
    public LabelSet[] Labels { get; }

    /// <summary>Own addresses, virtual ones included; empty where none is known.</summary>
    public ImmutableArray<Address>[] Addresses { get; private init; }

    public WorkloadFacts[] Facts { get; }

    /// <summary>Addresses that belong to no peer: those of quarantined workloads, shared virtual ones aside.</summary>
    public AddressSet QuarantinedAddresses { get; private set; }

    internal SortedSet<int> QuarantinedRows { get; } = [];

    /// <summary>The row of a workload.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workload.</exception>
    public int RowOf(string workload) => rowByName.Value[workload];

    public int? FindRow(string workload) => rowByName.Value.TryGetValue(workload, out var row) ? row : null;

    /// <summary>Names in the facts that no workload has.</summary>
    public IEnumerable<string> UnknownNames(Intent intent) =>
        facts.Workloads.Where(name => intent.FindWorkload(name) is null).Order(StringComparer.Ordinal);

    /// <summary>Whether the workload's posture meets a policy's <c>when</c>; what is unknown fails.</summary>
    public bool Meets(int row, PolicyCondition? condition) =>
        condition is null
        || ((!condition.Compliant || Facts[row].Compliant == true)
            && (condition.MaxRisk is not { } most || Facts[row].Risk <= most));

    /// <summary>Whether a policy with that <c>when</c> selects the workload, if it names it.</summary>
    internal bool CanBeSelected(int row, PolicyCondition? when) => !Facts[row].Quarantined && Meets(row, when);

    /// <summary>A copy, which stays as it is.</summary>
    internal WorkloadTable Copy() => new(this);

    /// <summary>The same with other own addresses.</summary>
    public WorkloadTable WithAddresses(ImmutableArray<Address>[] addresses) => new(this) { Addresses = addresses };

    /// <summary>Other facts of one workload.</summary>
    internal void Change(int row, WorkloadFacts known)
    {
        var wasQuarantined = Facts[row].Quarantined;
        Put(row, known);
        if (wasQuarantined || known.Quarantined)
            QuarantinedAddresses = FindQuarantinedAddresses();
    }

    private void Put(int row, WorkloadFacts known)
    {
        var workload = Workloads[row];
        Facts[row] = known;
        Labels[row] = LabelsOf(workload.Labels, known);
        Addresses[row] = AddressesOf(workload, known);
        if (known.Quarantined)
            QuarantinedRows.Add(row);
        else
            QuarantinedRows.Remove(row);
    }

    internal static LabelSet LabelsOf(LabelSet declared, WorkloadFacts known) =>
        known.Labels.Count == 0 ? declared : new LabelSet(declared.Concat(known.Labels.Where(l => declared[l.Key] is null)));

    internal static ImmutableArray<Address> AddressesOf(Workload workload, WorkloadFacts known)
    {
        if (workload.AddressesFrom is not { } source)
            return workload.VirtualAddresses.IsEmpty ? workload.Addresses : [.. workload.Addresses.Concat(workload.VirtualAddresses).Distinct()];
        var within = AddressSet.From(source.Within);
        var reported = known.Addresses.Where(a => within.Contains(a) && WorkloadAddress.WhyNot(a) is null);
        return [.. reported.Concat(workload.VirtualAddresses).Distinct()];
    }

    private AddressSet FindQuarantinedAddresses() => AddressSet.From(
        from row in QuarantinedRows
        from address in Addresses[row]
        where virtualHolders.Value[address].All(other => Facts[other].Quarantined)
        select address);

    private static Dictionary<string, int> RowByName(ImmutableArray<Workload> workloads)
    {
        var rows = new Dictionary<string, int>(workloads.Length, StringComparer.Ordinal);
        for (var row = 0; row < workloads.Length; row++)
            rows[workloads[row].Name] = row;
        return rows;
    }

    private static ILookup<Address, int> VirtualHolders(ImmutableArray<Workload> workloads) =>
        workloads.Index().SelectMany(w => w.Item.VirtualAddresses.Select(address => (address, w.Index))).ToLookup(v => v.address, v => v.Index);
}
