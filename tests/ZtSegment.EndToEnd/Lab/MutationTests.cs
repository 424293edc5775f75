using ZtSegment.Cli.Lab;

namespace ZtSegment.EndToEnd.Lab;

/// <summary>The lab can fail.</summary>
public sealed class MutationTests
{
    private static readonly LabPlan Plan = EstateLab.Plan(
        """
        { apiVersion: ztsegment/v1, kind: Estate, metadata: { name: estate }, spec: { defaultMode: enforce } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: a }, spec: { addresses: [10.1.0.1], enforcement: { linux: { host: a } } } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: b }, spec: { addresses: [10.1.0.2], enforcement: { linux: { host: b } } } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: c }, spec: { addresses: [10.1.0.3] } }
        ---
        { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: p }, spec: { from: [{ workload: a }], to: [{ workload: b }], ports: [443/tcp] } }
        """);

    [Theory]
    [InlineData("10.1.0.1 . tcp . 443 : 1001", "10.1.0.3 . tcp . 443 : 1001",
        "10.1.0.1 -> 10.1.0.2 tcp/443 (a -> b): did not pass, but every enforcing end should let it",
        "10.1.0.3 -> 10.1.0.2 tcp/443 (c -> b): passed, but no policy lets it into b, which enforces ingress")]
    [InlineData("10.1.0.1 . tcp . 443 : 1001", "10.1.0.1 . tcp . 20001 : 1001",
        "10.1.0.1 -> 10.1.0.2 tcp/443 (a -> b): did not pass, but every enforcing end should let it")]
    [InlineData("policy drop;", "policy accept;",
        "10.1.0.3 -> 10.1.0.2 icmp (c -> b): passed, but no policy lets it into b, which enforces ingress",
        "10.1.0.3 -> 10.1.0.2 proto/253 (c -> b): passed, but no policy lets it into b, which enforces ingress",
        "10.1.0.3 -> 10.1.0.2 udp/20001 (c -> b): passed, but no policy lets it into b, which enforces ingress",
        "10.1.0.3 -> 10.1.0.2 udp/20002 (c -> b): passed, but no policy lets it into b, which enforces ingress",
        "10.1.0.3 -> 10.1.0.2 udp/443 (c -> b): passed, but no policy lets it into b, which enforces ingress")]
    public void A_changed_ruleset_is_told_as_packets(string was, string becomes, params string[] differences)
    {
        var b = Plan.Hosts[1];
        var changed = Plan with { Hosts = Plan.Hosts.SetItem(1, b with { Ruleset = b.Ruleset!.Replace(was, becomes, StringComparison.Ordinal) }) };

        var result = LabRun.Of(changed);

        Assert.Equal(differences, result.Differences.Select(p => LabText.Describe(changed, p)).Order(StringComparer.Ordinal));
    }
}
