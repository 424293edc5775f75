using System.Collections.Immutable;

namespace ZtSegment.Flows.Guardrails;

/// <summary>Leaves out of a compilation exactly what breaks a <c>never</c> or an <c>only</c> by facts, at every managed end.</summary>
/// <remarks>
/// Management is never cut, so that nobody is locked out; and a service tag without CIDRs cannot be, since nobody here knows what it holds. An NSG
/// has words for few protocols: where something is cut from <c>any</c> there, the protocols without a word go too.
/// </remarks>
//
//   Compilation --GuardedWorkloads--> EndCut per workload --> classes split, their programs without the cuts
//
public static class GuardrailCuts
{
    /// <summary>The compilation itself where facts report neither labels nor addresses: documents that break a guardrail are refused before.</summary>
    public static Compilation Apply(Compilation compilation)
    {
        if (!GuardrailView.HasReports(compilation.Table) || !compilation.Intent.Guardrails.Any(BoundGuard.IsCutting))
            return compilation;
        var guarded = new GuardedWorkloads(compilation.Intent, GuardrailView.FactsOf(compilation.Table), compilation.Now, compilation.Ids);
        return guarded.Rows.Any() ? Cut(compilation, guarded) : compilation;
    }

    /// <summary>Rows of one class with the same cuts stay together.</summary>
    private static Compilation Cut(Compilation compilation, GuardedWorkloads guarded)
    {
        var drafts = new Dictionary<(int Class, EndCut Cut), List<int>>();
        for (var row = 0; row < compilation.ClassOf.Length; row++)
        {
            var key = (compilation.ClassOf[row].Number, guarded.Of(row));
            if (!drafts.TryGetValue(key, out var rows))
                drafts[key] = rows = [];
            rows.Add(row);
        }

        ImmutableArray<WorkloadClass> classes = [.. drafts.Index().Select(draft =>
        {
            var ((_, cut), rows) = draft.Item;
            var whole = compilation.ClassOf[rows[0]];
            return whole with { Number = draft.Index, Program = cut.IsNone ? whole.Program : cut.Cut(whole.Program), Rows = [.. rows] };
        })];
        var classOf = new WorkloadClass[compilation.ClassOf.Length];
        foreach (var workloads in classes)
        {
            foreach (var row in workloads.Rows)
                classOf[row] = workloads;
        }

        return compilation with { Classes = classes, ClassOf = [.. classOf], Cuts = guarded.ToCuts() };
    }
}
