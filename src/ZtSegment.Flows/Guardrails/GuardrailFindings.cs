using System.Globalization;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>What a user should know of guardrails that hold: where nothing enforces them, names that mean nothing, exceptions that end.</summary>
internal sealed class GuardrailFindings(GuardedEstate estate)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static IEnumerable<Diagnostic> Of(GuardedEstate estate, Absence absence)
    {
        var findings = new GuardrailFindings(estate);
        return estate.Guardrails.Guardrails.SelectMany(IEnumerable<Diagnostic> (g) =>
        [
            .. absence.HasAll(DocumentKind.Workload, DocumentKind.Segment) ? findings.Unenforced(g) : [],
            .. absence.HasAll(DocumentKind.Segment) ? findings.PortNames(g) : [],
            .. findings.Exceptions(g),
        ]);
    }

    private IEnumerable<Diagnostic> Unenforced(Guardrail guardrail)
    {
        if (guardrail.Rule is not (NeverRule or OnlyRule))
            yield break;
        var ends = new ForbiddenFlows(estate, new FlowGuard(estate, guardrail)).Unenforced();
        var rows = ends.Sources.Concat(ends.Destinations).Distinct().Sum(kind => kind.Rows.Count);
        if (rows == 0)
            yield break;
        yield return FindingRules.GuardrailUnenforced.At(
            guardrail.Rule.Position,
            $"nothing enforces guardrail `{guardrail.Name}` on flows from {Names(ends.Sources, ends.FromOutside)} to {Names(ends.Destinations, ends.ToOutside)}: "
                + "neither end has an enforcement point",
            "give one of the ends an `enforcement`, or take the pair out of the guardrail",
            rows);
    }

    private string Names(IReadOnlyList<WorkloadKind> kinds, bool outside)
    {
        var rows = kinds.SelectMany(k => k.Rows).Order().ToList();
        var names = Selection.Names(rows.Select(row => estate.Table.Workloads[row].Name), rows.Count);
        return (rows.Count, outside) switch
        {
            (0, _) => "addresses that no workload has",
            (_, true) => $"{names} and addresses that no workload has",
            _ => names,
        };
    }

    /// <summary>Port names that selected destinations lack: the guardrail says nothing of them there.</summary>
    private IEnumerable<Diagnostic> PortNames(Guardrail guardrail)
    {
        IEnumerable<FlowSides> sides = [.. FlowSides.Of(guardrail.Rule) is { } own ? [own] : Array.Empty<FlowSides>(), .. guardrail.Except.Select(FlowSides.Of)];
        foreach (var side in sides)
        {
            var rows = side.To.SelectMany(estate.RowsOf).Distinct().Order().ToList();
            foreach (var entry in side.Ports.OfType<NamedPort>().DistinctBy(e => e.Name))
            {
                var lacking = rows.Where(row => estate.Resolve(row, entry.Name) is null).ToList();
                if (lacking.Count == 0)
                    continue;
                yield return FindingRules.PortNameLacking.At(
                    entry.Position,
                    $"guardrail `{guardrail.Name}` speaks of port `{entry.Name}`, which "
                        + $"{Selection.Names(lacking.Select(row => estate.Table.Workloads[row].Name), lacking.Count)} {(lacking.Count == 1 ? "does" : "do")} not have: "
                        + "it says nothing there",
                    $"add `{entry.Name}` to the `ports` of the workload or of a segment that it is in, or name the port by its number",
                    lacking.Count);
            }
        }
    }

    private IEnumerable<Diagnostic> Exceptions(Guardrail guardrail)
    {
        var now = estate.View.Now;
        foreach (var except in guardrail.Except.Where(e => e.Expires is not null && e.Expires - now <= Soon))
        {
            var time = except.Expires!.Value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var owner = except.Owner is null ? "" : $" of {except.Owner}";
            yield return except.Expires <= now
                ? FindingRules.ExceptionExpired.At(
                    except.Position, $"an exception{owner} from guardrail `{guardrail.Name}` expired at {time}: it leaves out nothing", "remove it, or set a later `expires`")
                : FindingRules.ExceptionExpires.At(
                    except.Position, $"an exception{owner} from guardrail `{guardrail.Name}` expires at {time}; what it leaves out breaks the guardrail then",
                    "remove what needs it by then, or set a later `expires`");
        }
    }
}
