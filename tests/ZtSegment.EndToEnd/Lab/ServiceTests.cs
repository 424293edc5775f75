using ZtSegment.Cli.Lab;
using ZtSegment.Cli.Lab.Probing;

namespace ZtSegment.EndToEnd.Lab;

public sealed class ServiceTests
{
    private const string Hosts =
        """
        { apiVersion: ztsegment/v1, kind: Estate, metadata: { name: estate }, spec: { defaultMode: enforce } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: a }, spec: { addresses: [10.1.0.1, "fd01::1"], ports: { app: 7001/tcp }, enforcement: { linux: { host: a } } } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: b, labels: { role: server } }, spec: { addresses: [10.1.0.2, "fd01::2"], ports: { app: 7002/udp }, enforcement: { linux: { host: b } } } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: c, labels: { role: server } }, spec: { addresses: [10.1.0.3, "fd01::3"], enforcement: { linux: { host: c } } } }
        ---

        """;

    private static readonly string[] FromAToB = ["10.1.0.1 > 10.1.0.2", "fd01::1 > fd01::2"];

    private static LabResult WithPolicy(string ports, string to = "{ workload: b }") => EstateLab.Run(
        Hosts + $"{{ apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: {{ name: p }}, spec: {{ from: [{{ workload: a }}], to: [{to}], ports: [{ports}] }} }}");

    [Fact]
    public void Every_protocol_of_the_language_is_let_through_where_it_is_declared_and_only_there()
    {
        var lab = WithPolicy("443/sctp, icmp, esp, ah, gre, proto/112");

        Assert.Equal(FromAToB, lab.PassesByAddress("sctp/443").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("icmp").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("esp").Order());
        Assert.Equal(FromAToB[..1], lab.PassesByAddress("ah"));
        Assert.Equal(FromAToB, lab.PassesByAddress("gre").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("proto/112").Order());
        Assert.Empty(lab.Passes("proto/253"));
        Assert.Empty(lab.Passes("sctp/20001"));
        Assert.Empty(lab.Passes("tcp/443"));
        Assert.Empty(lab.Passes("udp/443"));
    }

    [Fact]
    public void Any_is_every_protocol_one_way()
    {
        var lab = WithPolicy("any, 443/tcp");

        Assert.Equal(FromAToB, lab.PassesByAddress("tcp/443").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("udp/20001").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("sctp/20001").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("icmp").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("gre").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("esp").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("proto/253").Order());
    }

    [Fact]
    public void A_range_of_ports_ends_where_it_is_declared_to()
    {
        var lab = WithPolicy("9000-9010/tcp, 60000-65535/udp");

        Assert.Empty(lab.Passes("tcp/8999"));
        Assert.Equal(["a > b"], lab.Passes("tcp/9000"));
        Assert.Equal(["a > b"], lab.Passes("tcp/9010"));
        Assert.Empty(lab.Passes("tcp/9011"));
        Assert.Empty(lab.Passes("udp/59999"));
        Assert.Equal(["a > b"], lab.Passes("udp/60000"));
        Assert.Equal(["a > b"], lab.Passes("udp/65535"));
        Assert.Empty(lab.Passes("udp/9000"));
    }

    [Fact]
    public void A_protocol_alone_is_all_its_ports()
    {
        var lab = WithPolicy("tcp");

        Assert.Equal(["a > b"], lab.Passes("tcp/1"));
        Assert.Equal(["a > b"], lab.Passes("tcp/65535"));
        Assert.Equal(["a > b"], lab.Passes("tcp/20001"));
        Assert.Empty(lab.Passes("udp/1"));
        Assert.Empty(lab.Passes("icmp"));
    }

    [Fact]
    public void A_port_name_is_the_destinations_own_or_its_segments()
    {
        var lab = EstateLab.Run(Hosts +
            """
            { apiVersion: ztsegment/v1, kind: Segment, metadata: { name: servers }, spec: { selector: { matchLabels: { role: server } }, ports: { app: 7003/tcp } } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: p }, spec: { from: [{ selector: {} }], to: [{ selector: {} }], ports: [app] } }
            """);

        Assert.Equal(["b > a", "c > a"], lab.Passes("tcp/7001").Order());
        Assert.Equal(["a > b", "c > b"], lab.Passes("udp/7002").Order());
        Assert.Equal(["a > c", "b > c"], lab.Passes("tcp/7003").Order());
    }

    [Fact]
    public void Fragments_pass_as_the_whole_packet_does()
    {
        var plan = EstateLab.Plan(Hosts +
            "{ apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: p }, spec: { from: [{ workload: a }], to: [{ workload: b }], ports: [53/udp, icmp] } }");
        var large = plan with { Probes = [.. plan.Probes.Where(p => p.Protocol is 1 or 58 or 17).Select(p => p with { Size = 6000 })] };

        var lab = LabRun.Of(large);

        Assert.Equal(FromAToB, lab.PassesByAddress("udp/53").Order());
        Assert.Equal(FromAToB, lab.PassesByAddress("icmp").Order());
        Assert.Equal(4, lab.Passed.Count(p => p));
    }

    [Fact]
    public void A_protocol_without_ports_may_be_probed_both_ways_in_one_lab()
    {
        var lab = EstateLab.Run(Hosts +
            """
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: up }, spec: { from: [{ workload: a }], to: [{ workload: b }], ports: [esp] } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: down }, spec: { from: [{ workload: c }], to: [{ workload: b }], ports: [esp] } }
            """);

        Assert.Equal(["a > b", "c > b"], lab.Passes("esp").Order());
    }
}
