using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using ZtSegment.Azure.Rendering;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.View;
using ZtSegment.Flows;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Controller.Api;

/// <summary>What is in force: flows, workloads with their facts, and what is to be said of the documents.</summary>
internal static class EstateEndpoints
{
    private static readonly ConditionalWeakTable<EstateSnapshot, Lazy<ImmutableArray<Diagnostic>>> Judged = [];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/flows", (EstateView view, HttpContext context, string by = "segment") => FlowGraphOf(view, context, by)).WithSummary("The flow graph, by segment or by workload: every edge, as `flows --format json`.").Produces(200, contentType: "application/json");
        api.MapGet("/workloads", Workloads).WithSummary("The workloads by name; `label` (key=value, several times) says which.").Produces<WorkloadPage>();
        api.MapGet("/workloads/{name}/flows", WorkloadFlowsAsync).WithSummary("The allowed flows of one workload.").Produces(200, contentType: "application/json").ProducesProblem(404);
        api.MapGet("/segments/{name}/flows", SegmentFlowsAsync).WithSummary("A segment's members and allowed flows.").Produces(200, contentType: "application/json").ProducesProblem(404);
        api.MapGet("/workloads/{name}/facts", FactsAsync).WithSummary("What is known of a workload.").Produces<FactsAnswer>().ProducesProblem(404);
        api.MapPatch("/workloads/{name}/facts", LearnAsync)
            .WithSummary("What somebody learned of a workload, as an entry of a facts file; what is left out stays.").Accepts<FactsRequest>("application/json").Produces<FactsAnswer>().ProducesProblem(404).ProducesProblem(422);
        api.MapGet("/facts", AllFacts).WithSummary("What is known of all workloads, as a facts file.").Produces(200, contentType: "application/json");
        api.MapGet("/diagnostics", Diagnostics).WithSummary("What is to be said of the documents in force, as `validate --format json`; `severity` says which.").Produces<DiagnosticsAnswer>();
    }

    /// <summary>Written as it is made: a large estate has more pairs than memory.</summary>
    private static IResult FlowGraphOf(EstateView view, HttpContext context, string by)
    {
        var compilation = view.Current.Compilation;
        IEnumerable<FlowEdge> edges = by switch
        {
            "segment" => FlowGraph.BySegment(compilation),
            "workload" => FlowGraph.ByWorkload(compilation),
            _ => throw new InvalidRequestException($"by is `{by}`: it is segment or workload"),
        };
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        return Results.Stream(
            stream => Task.Run(() =>
            {
                using var output = new BufferedStream(stream, 1 << 16);
                FlowJson.Write(edges, output);
            }), "application/json");
    }

    private static IResult Workloads(EstateView view, string[]? label = null, int? limit = null, string? after = null)
    {
        var estate = view.Current;
        var wanted = (label ?? []).Select(l => l.Split('=', 2) is [var key, var value] ? (key, value) : throw new InvalidRequestException($"label is `{l}`: it is key=value")).ToList();
        var table = estate.Compilation.Table;
        var rows = Enumerable.Range(0, table.Workloads.Length).Where(row => wanted.All(w => table.Labels[row][w.key] == w.value));
        var (found, next) = Paging.Of(limit, after).Page(rows, row => table.Workloads[row].Name);
        return Results.Ok(new WorkloadPage(estate.Head.Revision, Stamps.Facts(estate), [.. found.Select(row => Of(table, row))], next));
    }

    private static WorkloadAnswer Of(WorkloadTable table, int row)
    {
        var workload = table.Workloads[row];
        string?[] points = [workload.LinuxHost is { } host ? GrainKeys.LinuxPoint(host) : null, workload.Nsg is { } nsg ? GrainKeys.AzurePoint(nsg) : null];
        return new WorkloadAnswer(
            workload.Name, [.. table.Addresses[row].Select(a => a.ToString())], table.Labels[row].ToImmutableSortedDictionary(StringComparer.Ordinal),
            [.. points.OfType<string>()], table.Facts[row].Quarantined);
    }

    private static Task<IResult> WorkloadFlowsAsync(string name, EstateView view, IGrainFactory grains, CancellationToken cancellation) => OfDeclaredAsync(
        name, view, async () => Flows(name, await grains.GetGrain<IWorkloadGrain>(name).GetFlowsAsync(cancellation)));

    private static async Task<IResult> SegmentFlowsAsync(string name, EstateView view, IGrainFactory grains, CancellationToken cancellation) =>
        view.Current.Compilation.Intent.SegmentsByName.ContainsKey(name)
            ? Flows(name, await grains.GetGrain<ISegmentGrain>(name).GetFlowsAsync(cancellation))
            : ApiProblems.NotFound($"no segment {name} is declared");

    private static IResult Flows(string name, AllowedFlows? flows)
    {
        if (flows is null)
            return ApiProblems.NotFound($"{name} is no longer declared");
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("revision", flows.Stamp.Revision);
            json.WriteString("facts", Stamps.Facts(flows.Stamp));
            json.WriteStartArray("members");
            foreach (var member in flows.Members)
                json.WriteStringValue(member);
            json.WriteEndArray();
            json.WriteStartArray("flows");
            foreach (var flow in flows.Json)
                json.WriteRawValue(flow, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Results.Bytes(body.ToArray(), "application/json");
    }

    private static Task<IResult> FactsAsync(string name, EstateView view, IGrainFactory grains, CancellationToken cancellation) => OfDeclaredAsync(
        name, view, async () => Results.Ok(FactsAnswer.Of(await grains.GetGrain<IWorkloadGrain>(name).GetFactsAsync(cancellation))));

    private static Task<IResult> LearnAsync(string name, JsonObject patch, EstateView view, IGrainFactory grains, CancellationToken cancellation) => OfDeclaredAsync(name, view, async () =>
    {
        var workload = grains.GetGrain<IWorkloadGrain>(name);
        var (update, refused) = FactsPatch.Read(name, patch, (await workload.GetFactsAsync(cancellation)).Facts);
        return update is null
            ? ApiProblems.Invalid("these are no facts", refused)
            : Results.Ok(FactsAnswer.Of(await workload.UpdateAsync(update, cancellation)));
    });

    private static IResult AllFacts(EstateView view) => Results.Bytes(FactsJson.Write(view.Current.Facts), "application/json");

    private static IResult Diagnostics(EstateView view, string? severity = null)
    {
        var estate = view.Current;
        if (severity is not (null or "error" or "warning" or "note"))
            throw new InvalidRequestException($"severity is `{severity}`: it is error, warning or note");
        var found = Judged.GetValue(estate, e => new(() => Judge(e))).Value.Select(DiagnosticAnswer.Of).Where(d => severity is null || d.Severity == severity);
        return Results.Ok(new DiagnosticsAnswer(estate.Head.Revision, Stamps.Facts(estate), [.. found]));
    }

    private static ImmutableArray<Diagnostic> Judge(EstateSnapshot estate) => EstateReview.Of(
        IntentLoader.Load([.. estate.Revision.Sources.SelectMany(s => s.Files)]), new EstateFacts(estate.Facts), [], estate.Compilation.Now, NsgRenderer.Refusals).Diagnostics;

    /// <summary>Grains of workloads that nobody declares are not woken: names would be made up without end.</summary>
    private static async Task<IResult> OfDeclaredAsync(string name, EstateView view, Func<Task<IResult>> ask) =>
        view.Current.Compilation.Table.FindRow(name) is null ? ApiProblems.NotFound($"no workload {name} is declared") : await ask();
}
