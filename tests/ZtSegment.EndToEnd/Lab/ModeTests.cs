namespace ZtSegment.EndToEnd.Lab;

public sealed class ModeTests
{
    [Fact]
    public void Where_both_ends_enforce_only_declared_flows_pass()
    {
        var lab = EstateLab.Run(
            """
            { apiVersion: ztsegment/v1, kind: Estate, metadata: { name: estate }, spec: { defaultMode: enforce } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: web, labels: { tier: web } }, spec: { addresses: [10.1.0.1, "fd01::1"], enforcement: { linux: { host: web } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: db, labels: { tier: db } }, spec: { addresses: [10.1.0.2, "fd01::2"], enforcement: { linux: { host: db } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: other, labels: { tier: other } }, spec: { addresses: [10.1.0.3], enforcement: { linux: { host: other } } } }
            ---
            apiVersion: ztsegment/v1
            kind: FlowPolicy
            metadata: { name: web-to-db }
            spec: { from: [{ workload: web }], to: [{ workload: db }], ports: [5432/tcp, 53/udp] }
            """);

        Assert.Equal(["10.1.0.1 > 10.1.0.2", "fd01::1 > fd01::2"], lab.PassesByAddress("tcp/5432").Order());
        Assert.Equal(["10.1.0.1 > 10.1.0.2", "fd01::1 > fd01::2"], lab.PassesByAddress("udp/53").Order());
        Assert.Empty(lab.Passes("udp/5432"));
        Assert.Empty(lab.Passes("tcp/53"));
        Assert.Empty(lab.Passes("tcp/20001"));
        Assert.Empty(lab.Passes("icmp"));
    }

    [Fact]
    public void Replies_pass_under_the_mode_of_their_request()
    {
        var lab = EstateLab.Run(
            """
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: lets-in, labels: { side: in } }, spec: { addresses: [10.1.0.1, "fd01::1"], enforcement: { linux: { host: lets-in } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: lets-out, labels: { side: out } }, spec: { addresses: [10.1.0.2, "fd01::2"], enforcement: { linux: { host: lets-out } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: stranger }, spec: { addresses: [10.1.0.3, "fd01::3"] } }
            ---
            { apiVersion: ztsegment/v1, kind: Rollout, metadata: { name: observes-ingress }, spec: { selector: { matchLabels: { side: in } }, ingress: observe, egress: enforce } }
            ---
            { apiVersion: ztsegment/v1, kind: Rollout, metadata: { name: observes-egress }, spec: { selector: { matchLabels: { side: out } }, ingress: enforce, egress: observe } }
            """);

        string[] passing = ["lets-out > lets-in", "lets-out > stranger", "stranger > lets-in"];
        Assert.Equal(passing, lab.Passes("tcp/20001").Order());
        Assert.Equal(passing, lab.Passes("udp/20001").Order());
        Assert.Equal(passing, lab.Passes("icmp").Order());
        Assert.Equal(passing, lab.Passes("proto/253").Order());
    }

    [Fact]
    public void Observing_hosts_stop_nothing()
    {
        var lab = EstateLab.Run(
            """
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: a }, spec: { addresses: [10.1.0.1], enforcement: { linux: { host: a } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: b }, spec: { addresses: [10.1.0.2], enforcement: { linux: { host: b } } } }
            """);

        Assert.DoesNotContain(false, lab.Passed);
    }

    [Fact]
    public void A_quarantined_host_is_cut_off_at_both_ends_whatever_its_rollout_says()
    {
        var lab = EstateLab.Run(
            """
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: a }, spec: { addresses: [10.1.0.1], enforcement: { linux: { host: a } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: b }, spec: { addresses: [10.1.0.2], enforcement: { linux: { host: b } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: stranger }, spec: { addresses: [10.1.0.3] } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: all }, spec: { from: [{ selector: {} }], to: [{ selector: {} }], ports: [any] } }
            """,
            ("a", EstateLab.Quarantined));

        Assert.Equal(["b > stranger", "stranger > b"], lab.Passes("tcp/20001").Order());
        Assert.Equal(["b > stranger", "stranger > b"], lab.Passes("icmp").Order());
    }

    [Fact]
    public void A_workload_behind_an_nsg_alone_is_not_enforced_here_and_said_so()
    {
        var lab = EstateLab.Run(
            """
            { apiVersion: ztsegment/v1, kind: Estate, metadata: { name: estate }, spec: { defaultMode: enforce } }
            ---
            apiVersion: ztsegment/v1
            kind: Workload
            metadata: { name: cloud }
            spec: { addresses: [10.1.0.1], enforcement: { azure: { nsg: "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg" } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: host }, spec: { addresses: [10.1.0.2], enforcement: { linux: { host: host } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: stranger }, spec: { addresses: [10.1.0.3] } }
            """);

        Assert.Equal(["cloud > stranger", "stranger > cloud"], lab.Passes("tcp/20001").Order());
        Assert.Contains(lab.Plan.Notes, n => n.Contains("NSG", StringComparison.Ordinal));
    }
}
