using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ZtSegment.Cluster.Planning;
using ZtSegment.Language;

namespace ZtSegment.Controller.Api;

/// <summary>Refusals as problems (RFC 9457), with diagnostics where documents are at fault.</summary>
internal static class ApiProblems
{
    public static IResult NotFound(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    public static IResult Invalid(string detail, IEnumerable<Diagnostic> diagnostics) =>
        Of(StatusCodes.Status422UnprocessableEntity, detail, diagnostics, null, null);

    /// <summary>What came of proposing documents, where it was not staged.</summary>
    /// <param name="plan">As JSON, where there is one.</param>
    public static IResult NotStaged(PlanOutcome outcome, byte[]? plan)
    {
        if (outcome.Plan is null)
            return Invalid("the documents are refused", outcome.Diagnostics);
        return outcome.Refusals.IsEmpty
            ? Of(StatusCodes.Status409Conflict, "another revision was accepted meanwhile; plan again", [], plan, null)
            : Of(StatusCodes.Status409Conflict, string.Join("; ", outcome.Refusals.Select(r => $"{r.Message} ({r.Remedy})")), outcome.Diagnostics.Where(d => d.Severity == Severity.Error), plan, null);
    }

    /// <summary>A plan that is no longer what was staged, with the fresh one.</summary>
    public static IResult Stale(PlanOutcome? fresh, byte[]? plan) => Of(
        StatusCodes.Status409Conflict, "the plan is stale: documents or facts have changed since it was staged",
        fresh is { Plan: null } ? fresh.Diagnostics : [], plan, fresh?.Staged?.Hash);

    private static IResult Of(int status, string detail, IEnumerable<Diagnostic> diagnostics, byte[]? plan, string? hash)
    {
        var extensions = new Dictionary<string, object?> { ["diagnostics"] = diagnostics.Select(DiagnosticAnswer.Of).ToImmutableArray() };
        if (plan is not null)
            extensions["plan"] = JsonNode.Parse(plan);
        if (hash is not null)
            extensions["hash"] = hash;
        return Results.Problem(detail, statusCode: status, extensions: extensions);
    }
}
