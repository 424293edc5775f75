namespace ZtSegment.Cli.Tests;

public sealed class ExplainTests : IDisposable
{
    private const string Shop = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1.shop, labels: { tier: web } }
        spec: { addresses: [10.20.1.11], enforcement: { linux: { host: web-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db-1.shop, labels: { tier: db } }
        spec: { addresses: [10.20.2.7], ports: { sql: 5432/tcp }, enforcement: { linux: { host: db-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Estate
        metadata: { name: shop }
        spec: { defaultMode: enforce }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-any }
        spec: { from: [{ workload: web-1.shop }], to: [{ cidr: 0.0.0.0/0 }], ports: [tcp] }

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_end_tells_its_verdict_with_policies_or_what_is_missing()
    {
        var outcome = await ExplainAsync("--from", "web-1.shop", "--to", "db-1.shop", "--port", "5432/tcp", "--format", "json");

        Assert.Equal(
            $$"""
            {
              "verdict": "denied",
              "effective": "denied",
              "ends": [
                {
                  "end": "source",
                  "workload": "web-1.shop",
                  "mode": "enforce",
                  "verdict": "allowed",
                  "policies": [
                    {
                      "name": "web-to-any",
                      "file": "{{folder.In("shop.yaml")}}",
                      "line": 18
                    }
                  ]
                },
                {
                  "end": "destination",
                  "workload": "db-1.shop",
                  "mode": "enforce",
                  "verdict": "denied",
                  "policies": [],
                  "missing": "no policy selects db-1.shop in `to` with 10.20.1.11 in `from` on tcp/5432; policy `web-to-any` ({{folder.In("shop.yaml")}}:18) has the addresses of db-1.shop in `to`, but an end is opened by name only: by segment, selector or workload"
                }
              ]
            }

            """,
            outcome.Output);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task For_people_the_policy_that_would_allow_it_is_shown()
    {
        var outcome = await ExplainAsync("--from", "web-1.shop", "--to", "db-1.shop", "--port", "sql");

        Assert.StartsWith("web-1.shop (10.20.1.11) → db-1.shop (10.20.2.7) on 5432/tcp: denied\n", outcome.Output);
        Assert.Contains("\n    by web-to-any ", outcome.Output);
        Assert.Contains("\n    from: [{ workload: web-1.shop }]\n", outcome.Output);
    }

    [Theory]
    [InlineData("deny", 0)]
    [InlineData("allow", 1)]
    public async Task What_is_expected_decides_the_exit_code(string expected, int code) => Assert.Equal(
        code, (await ExplainAsync("--from", "web-1.shop", "--to", "db-1.shop", "--port", "5432/tcp", "--expect", expected)).ExitCode);

    [Fact]
    public async Task An_unknown_workload_is_answered_with_the_nearest_name()
    {
        var outcome = await ExplainAsync("--from", "web-2.shop", "--to", "db-1.shop", "--port", "5432/tcp");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--from: there is no workload `web-2.shop`, and it is no address; did you mean `web-1.shop`?", outcome.Errors);
    }

    [Theory]
    [InlineData("5432")]
    [InlineData("sqll")]
    [InlineData("1-10/tcp")]
    public async Task What_is_no_port_is_an_invalid_argument(string port) => Assert.Equal(
        2, (await ExplainAsync("--from", "web-1.shop", "--to", "db-1.shop", "--port", port)).ExitCode);

    private Task<Outcome> ExplainAsync(params string[] options) => Ztseg.RunAsync(["explain", folder.Write("shop.yaml", Shop), .. options]);
}
