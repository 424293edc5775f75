using System.Text.Json;

namespace ZtSegment.Cli.Tests;

public sealed class FlowsTests : IDisposable
{
    private const string Shop = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1.shop, labels: { tier: web } }
        spec: { addresses: [10.0.0.1], enforcement: { linux: { host: web-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db-1.shop, labels: { tier: db } }
        spec: { addresses: [10.0.0.2], enforcement: { linux: { host: db-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Segment
        metadata: { name: db }
        spec: { selector: { matchLabels: { tier: db } } }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-db }
        spec:
          from: [{ selector: { matchLabels: { tier: web } } }, { cidr: 203.0.113.0/24, except: [203.0.113.64/26] }]
          to: [{ selector: { matchLabels: { tier: db } } }]
          ports: [5432/tcp, icmp]

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task By_segment_shows_policies_as_they_are_written()
    {
        var outcome = await FlowsAsync("--format", "json");

        Assert.Equal(
            """
            {"flows":[
            {"source":{"cidr":"203.0.113.0/24","except":["203.0.113.64/26"]},"destination":{"segment":"db"},"protocol":"icmp","ports":[],"policies":["web-to-db"],"composed":false},
            {"source":{"cidr":"203.0.113.0/24","except":["203.0.113.64/26"]},"destination":{"segment":"db"},"protocol":"tcp","ports":[{"from":5432,"to":5432}],"policies":["web-to-db"],"composed":false},
            {"source":{"selector":"tier=web"},"destination":{"segment":"db"},"protocol":"icmp","ports":[],"policies":["web-to-db"],"composed":false},
            {"source":{"selector":"tier=web"},"destination":{"segment":"db"},"protocol":"tcp","ports":[{"from":5432,"to":5432}],"policies":["web-to-db"],"composed":false}
            ]}

            """,
            outcome.Output);
    }

    [Fact]
    public async Task By_workload_shows_pairs_and_address_peers()
    {
        var outcome = await FlowsAsync("--by", "workload", "--format", "json");

        Assert.Equal(
            ["203.0.113.0/24 -> db-1.shop icmp", "203.0.113.0/24 -> db-1.shop tcp", "web-1.shop -> db-1.shop icmp", "web-1.shop -> db-1.shop tcp"],
            JsonDocument.Parse(outcome.Output).RootElement.GetProperty("flows").EnumerateArray().Select(Line));
    }

    [Fact]
    public async Task The_answer_is_the_same_in_any_order_of_files()
    {
        var documents = Shop.Split("---\n");
        folder.Write("there/a.yaml", string.Join("---\n", documents));
        folder.Write("back/a.yaml", string.Join("---\n", documents.Reverse()));

        var there = await Ztseg.RunAsync("flows", folder.In("there"), "--by", "workload", "--format", "json");
        var back = await Ztseg.RunAsync("flows", folder.In("back"), "--by", "workload", "--format", "json");

        Assert.Equal(there.Output, back.Output);
    }

    [Fact]
    public async Task For_people_each_source_stands_once_with_its_destinations_ports_and_policies()
    {
        var outcome = await FlowsAsync();

        Assert.Contains("tier=web (observed)\n", outcome.Output);
        Assert.Matches(@"\n → db \(observed\) +icmp 5432/tcp +web-to-db\n", outcome.Output);
        Assert.DoesNotContain('\u001b', outcome.Output);
        Assert.DoesNotContain(" \n", outcome.Output);
    }

    [Fact]
    public async Task Dot_and_mermaid_draw_the_same_edges()
    {
        var dot = await FlowsAsync("--format", "dot");
        var mermaid = await FlowsAsync("--format", "mermaid");

        Assert.StartsWith("digraph flows {\n", dot.Output);
        Assert.Contains("n3 -> n2 [label=\"icmp\\n5432/tcp\"", dot.Output);
        Assert.EndsWith("}\n", dot.Output);
        Assert.StartsWith("flowchart LR\n", mermaid.Output);
        Assert.Contains("n3 -->|\"icmp<br/>5432/tcp\"| n2\n", mermaid.Output);
    }

    [Fact]
    public async Task An_unknown_view_is_an_invalid_argument() => Assert.Equal(2, (await FlowsAsync("--by", "host")).ExitCode);

    private Task<Outcome> FlowsAsync(params string[] options) => Ztseg.RunAsync(["flows", folder.Write("shop.yaml", Shop), .. options]);

    private static string Line(JsonElement flow) =>
        $"{flow.GetProperty("source").EnumerateObject().First().Value} -> {flow.GetProperty("destination").EnumerateObject().First().Value} {flow.GetProperty("protocol")}";
}
