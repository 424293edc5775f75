using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary><c>requireLabels</c>: workloads that lack a label, one violation per file of workloads.</summary>
internal static class LabelDemands
{
    public static IEnumerable<GuardrailViolation> Of(GuardedEstate estate, Guardrail guardrail, RequireLabelsRule rule)
    {
        var lacking = estate.View.Binder.Select(rule.Selector)
            .Select(row => (Workload: estate.Table.Workloads[row], Keys: rule.Keys.Where(key => estate.Table.Labels[row][key] is null).ToList()))
            .Where(l => l.Keys.Count > 0)
            .GroupBy(l => l.Workload.Position.File, StringComparer.Ordinal);
        foreach (var file in lacking)
        {
            var all = file.OrderBy(l => l.Workload.Position).ToList();
            var keys = all.SelectMany(l => l.Keys).Distinct().Order(StringComparer.Ordinal).Select(k => $"`{k}`").ToList();
            yield return new GuardrailViolation(
                guardrail, all[0].Workload.Position, null, [], false,
                $"{Selection.Names(all.Select(l => l.Workload.Name), all.Count)} {(all.Count == 1 ? "lacks" : "lack")} the label{(keys.Count == 1 ? "" : "s")} {string.Join(", ", keys)}",
                all.Count == 1 ? "give the workload these labels" : "give the workloads these labels",
                all.Count);
        }
    }
}
