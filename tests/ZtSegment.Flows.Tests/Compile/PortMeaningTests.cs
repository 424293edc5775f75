namespace ZtSegment.Flows.Tests.Compile;

/// <summary>Items 5 and 13 of the language's meaning: what ports and protocols stand for at each end.</summary>
public sealed class PortMeaningTests
{
    private static DeclaredEstate Scraped => new DeclaredEstate()
        .Workload("prometheus", "10.0.0.1")
        .Workload("by-segment", "10.0.0.2", "app: shop")
        .Workload("own-name", "10.0.0.3", "app: shop", "ports: { metrics: 9999/tcp }")
        .Workload("lacks-it", "10.0.0.4")
        .Segment("shop", "app: shop", "ports: { metrics: 9100/tcp }")
        .Policy("workload: prometheus", "selector: {}", "metrics");

    [Fact]
    public void Names_of_a_segment_hold_for_its_members_in_every_policy() =>
        Assert.True(Scraped.Enters("by-segment", "10.0.0.1", "9100/tcp"));

    [Fact]
    public void Own_name_wins_over_the_segments()
    {
        Assert.True(Scraped.Enters("own-name", "10.0.0.1", "9999/tcp"));
        Assert.False(Scraped.Enters("own-name", "10.0.0.1", "9100/tcp"));
    }

    [Fact]
    public void Name_that_a_destination_lacks_gives_no_flow_there()
    {
        Assert.False(Scraped.Enters("lacks-it", "10.0.0.1", "9100/tcp"));
        Assert.False(Scraped.Leaves("prometheus", "10.0.0.4", "9100/tcp"));
    }

    [Fact]
    public void On_the_way_out_a_name_is_resolved_at_each_destination()
    {
        Assert.True(Scraped.Leaves("prometheus", "10.0.0.2", "9100/tcp"));
        Assert.True(Scraped.Leaves("prometheus", "10.0.0.3", "9999/tcp"));
        Assert.False(Scraped.Leaves("prometheus", "10.0.0.3", "9100/tcp"));
        Assert.False(Scraped.Leaves("prometheus", "10.0.0.2", "9999/tcp"));
    }

    [Fact]
    public void Name_that_facts_make_ambiguous_gives_no_flow()
    {
        var estate = Scraped
            .Segment("batch", "job: batch", "ports: { metrics: 9200/tcp }")
            .Reports("by-segment", labels: "job: batch");

        Assert.False(estate.Enters("by-segment", "10.0.0.1", "9100/tcp"));
        Assert.False(estate.Enters("by-segment", "10.0.0.1", "9200/tcp"));
    }

    [Theory]
    [InlineData("icmp", "1", true)]
    [InlineData("proto/58", "1", true)]
    [InlineData("tcp", "0/tcp", true)]
    [InlineData("1-65535/tcp", "0/tcp", false)]
    [InlineData("any", "200", true)]
    [InlineData("tcp", "443/udp", false)]
    [InlineData("gre", "47", true)]
    [InlineData("proto/112", "112", true)]
    [InlineData("group/web", "8443/tcp", true)]
    [InlineData("group/web", "8444/tcp", false)]
    public void Ports_mean_what_they_say(string ports, string service, bool passes)
    {
        var estate = new DeclaredEstate()
            .Workload("web", "10.0.0.1")
            .Document("PortGroup", "web", "{ ports: [443/tcp, 8443/tcp] }")
            .Policy("cidr: 0.0.0.0/0", "workload: web", ports);

        Assert.Equal(passes, estate.Enters("web", "192.0.2.1", service));
    }

    [Fact]
    public void Icmp_is_both_families()
    {
        var estate = new DeclaredEstate()
            .Workload("web", "10.0.0.1, \"fd00::1\"")
            .Policy("cidr: \"::/0\"", "workload: web", "icmp");

        Assert.True(estate.Enters("web", "fd00::2", "58"));
        Assert.False(estate.Enters("web", "fd00::2", "1"));
        Assert.False(estate.Enters("web", "192.0.2.1", "1"));
    }

    [Theory]
    [InlineData("", "icmp", false)]
    [InlineData("", "any", true)]
    [InlineData("linux: { host: vm }", "icmp", false)]
    [InlineData("linux: { host: vm }", "any", true)]
    public void Icmp_over_ipv6_gives_no_flow_where_an_nsg_stands_in_the_way(string points, string ports, bool passes)
    {
        var estate = new DeclaredEstate()
            .NsgWorkload("vm", "10.0.0.1, \"fd00::1\"", points)
            .Policy("cidr: 0.0.0.0/0", "workload: vm", ports)
            .Policy("cidr: \"::/0\"", "workload: vm", ports);

        Assert.True(estate.Enters("vm", "192.0.2.1", "1"));
        Assert.Equal(passes, estate.Enters("vm", "fd00::2", "58"));
    }
}
