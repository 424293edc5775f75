using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>The estate as guardrails judge it: every <c>when</c> met, every unexpired policy live, nobody in quarantine.</summary>
public static class GuardrailView
{
    /// <summary>With the labels and addresses that facts report.</summary>
    public static Compilation Of(Compilation compilation) => IsOne(compilation)
        ? compilation
        : Compile(compilation, facts => Met with { Addresses = facts.Addresses, Labels = facts.Labels });

    /// <summary>The documents alone.</summary>
    public static Compilation OfDocuments(Compilation compilation) => HasReports(compilation.Table)
        ? Compile(compilation, _ => Met)
        : Of(compilation);

    /// <summary>Whether facts report labels or addresses of any workload: only then can facts break what documents keep.</summary>
    public static bool HasReports(WorkloadTable table) => Array.Exists(table.Facts, f => f.Labels.Count > 0 || !f.Addresses.IsEmpty);

    private static WorkloadFacts Met { get; } = new(true, Risk.Low, false, [], LabelSet.Empty);

    private static bool IsOne(Compilation compilation)
    {
        var (table, rows) = (compilation.Table, Enumerable.Range(0, compilation.Table.Workloads.Length));
        var conditions = compilation.Policies.Select(p => p.Policy.When).OfType<PolicyCondition>().Distinct();
        return compilation.Cuts.IsEmpty && !Array.Exists(table.Facts, f => f.Quarantined) && conditions.All(when => rows.All(row => table.Meets(row, when)));
    }

    private static Compilation Compile(Compilation compilation, Func<WorkloadFacts, WorkloadFacts> met)
    {
        var table = compilation.Table;
        var facts = new EstateFacts(table.Workloads.Select((w, row) => KeyValuePair.Create(w.Name, met(table.Facts[row]))).ToDictionary());
        return Compiler.Compile(compilation.Intent, facts, compilation.Now, compilation.Ids);
    }
}
