using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ZtSegment.Controller.Tests;

/// <summary>A small estate, and a controller's API as tests speak to it.</summary>
internal static class SmallEstate
{
    public const string Documents = """
        apiVersion: ztsegment/v1
        kind: Estate
        metadata: { name: shop }
        spec: { management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }] } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1, labels: { tier: web } }
        spec: { addresses: [10.20.1.11], enforcement: { linux: { host: web-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-2, labels: { tier: web } }
        spec: { addresses: [10.20.1.12], enforcement: { linux: { host: web-2 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db-1, labels: { tier: db } }
        spec: { addresses: [10.20.2.7], enforcement: { linux: { host: db-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Segment
        metadata: { name: web }
        spec: { selector: { matchLabels: { tier: web } } }
        ---
        apiVersion: ztsegment/v1
        kind: Segment
        metadata: { name: db }
        spec: { selector: { matchLabels: { tier: db } } }
        ---
        apiVersion: ztsegment/v1
        kind: Guardrail
        metadata: { name: no-telnet }
        spec: { never: { from: [{ selector: {} }], to: [{ selector: {} }], ports: [23/tcp] } }

        """;

    public static string Policy(string name, string port) => $$"""
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: {{name}} }
        spec: { from: [{ segment: web }], to: [{ segment: db }], ports: [{{port}}] }

        """;

    public static Task<HttpResponseMessage> ProposeAsync(this HttpClient client, string source, string query, params (string Path, string Text)[] files) =>
        client.PutAsJsonAsync($"/api/v1/sources/{source}/plan?{query}", new { files = files.Select(f => new { path = f.Path, text = f.Text }) });

    /// <summary>Proposes and has it accepted; gives the revision.</summary>
    public static async Task<long> ApplyAsync(this HttpClient client, string source, params (string Path, string Text)[] files)
    {
        using var proposed = await client.ProposeAsync(source, "allowShrink=true&allowManagementChange=true", files);
        var hash = (await proposed.JsonAsync())["hash"]!.GetValue<string>();
        using var accepted = await client.PostAsync($"/api/v1/plans/{hash}/accept", null);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        return (await accepted.JsonAsync())["revision"]!.GetValue<long>();
    }

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

    public static async Task<JsonNode> JsonAsync(this HttpClient client, string path) => JsonNode.Parse(await client.GetStringAsync($"/api/v1/{path}"))!;

    /// <summary>Asks until the answer is as wanted: the view of the estate is told of facts, and does not wait for them.</summary>
    public static async Task UntilAsync(this HttpClient client, string path, Func<JsonNode, bool> isWanted)
    {
        var patience = Stopwatch.StartNew();
        while (await client.JsonAsync(path) is var answer && !isWanted(answer))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), answer.ToJsonString());
            await Task.Delay(20);
        }
    }
}
