using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>What the compiler makes of an intent and its facts at one moment.</summary>
/// <param name="Policies">The live policies, bound, by name.</param>
/// <param name="Classes">By their first row.</param>
/// <param name="ClassOf">The class of each row of <paramref name="Table"/>, unmanaged workloads included.</param>
public sealed record Compilation(
    Intent Intent,
    DateTimeOffset Now,
    PolicyIds Ids,
    WorkloadTable Table,
    Binder Binder,
    PortResolver PortNames,
    ImmutableArray<CompiledPolicy> Policies,
    ImmutableArray<WorkloadClass> Classes,
    ImmutableArray<WorkloadClass> ClassOf)
{
    /// <summary>What programs leave out, since facts alone let it break a guardrail.</summary>
    public ImmutableArray<GuardrailCut> Cuts { get; init; } = [];

    /// <summary>The class of a workload.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workload.</exception>
    public WorkloadClass ClassOfWorkload(string name) => ClassOf[Binder.RowOf(name)];

    /// <summary>Linux enforcement points: rows with a Linux host, in order of host names.</summary>
    public IEnumerable<int> LinuxRows => Enumerable.Range(0, Table.Workloads.Length)
        .Where(row => Table.Workloads[row].LinuxHost is not null)
        .OrderBy(row => Table.Workloads[row].LinuxHost, StringComparer.Ordinal);
}
