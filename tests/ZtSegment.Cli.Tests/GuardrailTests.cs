namespace ZtSegment.Cli.Tests;

public sealed class GuardrailTests : IDisposable
{
    private const string Machines = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: dev-1, labels: { env: dev } }
        spec: { addresses: [10.0.1.1], enforcement: { linux: { host: dev-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: new-1 }
        spec: { addresses: [10.0.1.2], enforcement: { linux: { host: new-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db-1, labels: { env: prod } }
        spec: { addresses: [10.0.2.1], enforcement: { linux: { host: db-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Estate
        metadata: { name: estate }
        spec: { management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }] } }
        ---
        apiVersion: ztsegment/v1
        kind: Guardrail
        metadata: { name: dev-never-prod }
        spec:
          never: { from: [{ selector: { matchLabels: { env: dev } } }], to: [{ selector: { matchLabels: { env: prod } } }] }

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("validate")]
    [InlineData("flows")]
    [InlineData("explain", "--from", "dev-1", "--to", "db-1", "--port", "5432/tcp")]
    [InlineData("render", "--out", "out")]
    [InlineData("verify")]
    [InlineData("lab")]
    public async Task Documents_that_break_a_guardrail_end_with_1_and_the_packet_and_make_nothing(params string[] command)
    {
        Write(Policy("dev-1"));

        var outcome = await Ztseg.RunInAsync(folder.Path, [command[0], "estate.yaml", .. command[1..]]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("estate.yaml:25:3: error ZT2301: guardrail `dev-never-prod` is broken: `dev-1` (10.0.1.1) -> `db-1` (10.0.2.1) on tcp/5432 must never pass, "
            + "but policy `to-db` (estate.yaml:29) lets it through", outcome.Output + outcome.Errors);
        Assert.False(Directory.Exists(folder.In("out")));
    }

    [Fact]
    public async Task A_guardrail_that_warns_refuses_nothing()
    {
        Write($"{Policy("dev-1")}".Replace("---\n", "", StringComparison.Ordinal), more: "  severity: warning\n---\n");

        var outcome = await Ztseg.RunInAsync(folder.Path, "validate", "estate.yaml");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("warning ZT2301", outcome.Output);
    }

    [Fact]
    public async Task What_only_reported_labels_break_is_left_out_and_told_and_proved()
    {
        Write(Policy("new-1"));
        folder.Write("facts.json", """{ "new-1": { "labels": { "env": "dev" } } }""");

        var verified = await Ztseg.RunInAsync(folder.Path, "verify", "estate.yaml", "--inventory", "facts.json");
        var explained = await Ztseg.RunInAsync(
            folder.Path, "explain", "estate.yaml", "--inventory", "facts.json", "--from", "new-1", "--to", "db-1", "--port", "5432/tcp", "--expect", "deny");

        Assert.Equal((0, 0), (verified.ExitCode, explained.ExitCode));
        Assert.Contains("error ZT2304: reported labels or addresses break guardrail `dev-never-prod`", verified.Errors);
        Assert.Contains("guardrail `dev-never-prod` (estate.yaml:23) leaves it out", explained.Output);
    }

    [Fact]
    public async Task Explain_suggests_no_policy_as_free_that_a_guardrail_broken_by_facts_would_leave_out_again()
    {
        Write(Policy("new-1"));
        folder.Write("facts.json", """{ "new-1": { "labels": { "env": "dev" } } }""");

        var explained = await Ztseg.RunInAsync(
            folder.Path, "explain", "estate.yaml", "--inventory", "facts.json", "--from", "new-1", "--to", "db-1", "--port", "22/tcp");

        Assert.Contains("Guardrail dev-never-prod estate.yaml:23 would refuse it: `new-1` (10.0.1.2) -> `db-1` (10.0.2.1) on tcp/22 must never pass", explained.Output);
    }

    private static string Policy(string from) => $$"""
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: to-db }
        spec: { from: [{ workload: {{from}} }], to: [{ workload: db-1 }], ports: [5432/tcp] }

        """;

    private void Write(string policy, string more = "") => folder.Write("estate.yaml", $"{Machines}{more}{policy}");
}
