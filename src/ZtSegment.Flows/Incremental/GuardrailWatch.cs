using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Which ends leave something out, as facts, policies and time change. As <see cref="GuardrailCuts"/>: only while facts report labels or addresses of any workload.</summary>
internal sealed class GuardrailWatch
{
    private readonly CompiledEstate estate;
    private readonly HashSet<int> reported = [];
    private GuardedWorkloads? guarded;

    public GuardrailWatch(CompiledEstate estate)
    {
        this.estate = estate;
        for (var row = 0; row < estate.Table.Facts.Length; row++)
        {
            if (GuardrailView.IsReported(estate.Table.Facts[row]))
                reported.Add(row);
        }

        guarded = Make();
    }

    public GuardedWorkloads? Guarded => guarded;

    public EndCut Of(int row) => guarded?.Of(row) ?? EndCut.None;

    /// <summary>The facts of one workload changed in the estate.</summary>
    /// <returns>Rows whose ends may leave out something else than before.</returns>
    public IReadOnlySet<int> Change(int row, WorkloadFacts before)
    {
        var facts = estate.Table.Facts[row];
        if (GuardrailView.IsReported(facts))
            reported.Add(row);
        else
            reported.Remove(row);
        if (guarded is null || reported.Count == 0)
            return Renew();
        return facts.Labels == before.Labels && facts.Addresses.AsSpan().SequenceEqual(before.Addresses.AsSpan())
            ? NoRows
            : guarded.Change(row, GuardrailView.Relax(facts));
    }

    /// <summary>Anything but facts changed.</summary>
    /// <returns>As <see cref="Change"/>.</returns>
    public IReadOnlySet<int> Renew()
    {
        var before = guarded?.Rows.ToList() ?? [];
        guarded = Make();
        return guarded is null ? before.ToHashSet() : [.. before, .. guarded.Rows];
    }

    private static readonly HashSet<int> NoRows = [];

    private GuardedWorkloads? Make() => reported.Count > 0 && estate.Intent.Guardrails.Any(BoundGuard.IsCutting)
        ? new GuardedWorkloads(estate.Intent, GuardrailView.FactsOf(estate.Table), estate.Now, estate.Ids)
        : null;
}
