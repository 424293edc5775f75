using System.Runtime.CompilerServices;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>The estate as guardrails judge it: every <c>when</c> met, every unexpired policy live, nobody in quarantine.</summary>
public static class GuardrailView
{
    private static readonly ConditionalWeakTable<Compilation, Compilation> Views = [];
    private static readonly ConditionalWeakTable<Compilation, Compilation> ViewsOfDocuments = [];

    /// <summary>With the labels and addresses that facts report; worked out once for each compilation.</summary>
    public static Compilation Of(Compilation compilation) => IsOne(compilation) ? compilation : Views.GetValue(compilation, c => Compile(c, FactsOf(c.Table)));

    /// <summary>The documents alone; worked out once for each compilation.</summary>
    public static Compilation OfDocuments(Compilation compilation) => HasReports(compilation.Table)
        ? ViewsOfDocuments.GetValue(compilation, c => Compile(c, new EstateFacts(new Dictionary<string, WorkloadFacts>(), others: Met)))
        : Of(compilation);

    /// <summary>Whether facts report labels or addresses of any workload: only then can facts break what documents keep.</summary>
    public static bool HasReports(WorkloadTable table) => Array.Exists(table.Facts, IsReported);

    internal static EstateFacts FactsOf(WorkloadTable table) => new(
        Enumerable.Range(0, table.Facts.Length).Where(row => IsReported(table.Facts[row]))
            .ToDictionary(row => table.Workloads[row].Name, row => Relax(table.Facts[row])),
        others: Met);

    /// <summary>The facts of a workload, as guardrails take them.</summary>
    internal static WorkloadFacts Relax(WorkloadFacts facts) => Met with { Addresses = facts.Addresses, Labels = facts.Labels };

    internal static bool IsReported(WorkloadFacts facts) => facts.Labels.Count > 0 || !facts.Addresses.IsEmpty;

    private static WorkloadFacts Met { get; } = new(true, Risk.Low, false, [], LabelSet.Empty);

    private static bool IsOne(Compilation compilation)
    {
        var (table, rows) = (compilation.Table, Enumerable.Range(0, compilation.Table.Workloads.Length));
        var conditions = compilation.Policies.Select(p => p.Policy.When).OfType<PolicyCondition>().Distinct();
        return compilation.Cuts.IsEmpty && !Array.Exists(table.Facts, f => f.Quarantined) && conditions.All(when => rows.All(row => table.Meets(row, when)));
    }

    private static Compilation Compile(Compilation compilation, EstateFacts facts) =>
        Compiler.Compile(compilation.Intent, facts, compilation.Now, compilation.Ids);
}
