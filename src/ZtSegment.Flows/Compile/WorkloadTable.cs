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

    public WorkloadTable(Intent intent, EstateFacts facts)
    {
        this.facts = facts;
        Workloads = intent.Workloads;
        Labels = new LabelSet[Workloads.Length];
        Addresses = new ImmutableArray<Address>[Workloads.Length];
        Facts = new WorkloadFacts[Workloads.Length];
        for (var row = 0; row < Workloads.Length; row++)
        {
            var workload = Workloads[row];
            var known = facts[workload.Name];
            Facts[row] = known;
            Labels[row] = LabelsOf(workload, known);
            Addresses[row] = AddressesOf(workload, known);
        }

        QuarantinedAddresses = FindQuarantinedAddresses();
    }

    public ImmutableArray<Workload> Workloads { get; }

    /// <summary>Declared labels and reported ones; a declared label of the same key wins.</summary>
    public LabelSet[] Labels { get; }

    /// <summary>Own addresses, virtual ones included; empty where none is known.</summary>
    public ImmutableArray<Address>[] Addresses { get; }

    public WorkloadFacts[] Facts { get; }

    /// <summary>Addresses that belong to no peer: those of quarantined workloads, shared virtual ones aside.</summary>
    public AddressSet QuarantinedAddresses { get; }

    /// <summary>Names in the facts that no workload has.</summary>
    public IEnumerable<string> UnknownNames(Intent intent) =>
        facts.Workloads.Where(name => intent.FindWorkload(name) is null).Order(StringComparer.Ordinal);

    /// <summary>Whether the workload's posture meets a policy's <c>when</c>; what is unknown fails.</summary>
    public bool Meets(int row, PolicyCondition? condition) =>
        condition is null
        || ((!condition.Compliant || Facts[row].Compliant == true)
            && (condition.MaxRisk is not { } most || Facts[row].Risk <= most));

    private static LabelSet LabelsOf(Workload workload, WorkloadFacts known) =>
        known.Labels.Count == 0 ? workload.Labels : new LabelSet(workload.Labels.Concat(known.Labels.Where(l => workload.Labels[l.Key] is null)));

    private static ImmutableArray<Address> AddressesOf(Workload workload, WorkloadFacts known)
    {
        if (workload.AddressesFrom is not { } source)
            return workload.VirtualAddresses.IsEmpty ? workload.Addresses : [.. workload.Addresses.Concat(workload.VirtualAddresses).Distinct()];
        var within = AddressSet.From(source.Within);
        var reported = known.Addresses.Where(a => within.Contains(a) && WorkloadAddress.WhyNot(a) is null);
        return [.. reported.Concat(workload.VirtualAddresses).Distinct()];
    }

    private AddressSet FindQuarantinedAddresses()
    {
        var rows = Enumerable.Range(0, Workloads.Length).Where(row => Facts[row].Quarantined).ToList();
        if (rows.Count == 0)
            return AddressSet.Empty;
        var quarantined = AddressSet.From(rows.SelectMany(row => Addresses[row]));
        var shared = Enumerable.Range(0, Workloads.Length)
            .Where(row => !Facts[row].Quarantined)
            .SelectMany(row => Workloads[row].VirtualAddresses);
        return quarantined.Subtract(AddressSet.From(shared));
    }
}
