namespace ZtSegment.Flows.Tests.Compile;

/// <summary>Items 1 to 4, 7, 12 of the language's meaning: who is selected, and which addresses a peer stands for.</summary>
public sealed class PeerMeaningTests
{
    private static DeclaredEstate WebAndDb => new DeclaredEstate()
        .Workload("web", "10.0.0.1", "app: shop, tier: web")
        .Workload("db", "10.0.0.2", "app: shop, tier: db")
        .Segment("web", "tier: web")
        .Segment("db", "tier: db");

    [Fact]
    public void Policy_lets_the_sender_out_and_the_receiver_in()
    {
        var estate = WebAndDb.Policy("segment: web", "segment: db", "5432/tcp");

        Assert.True(estate.Leaves("web", "10.0.0.2", "5432/tcp"));
        Assert.True(estate.Enters("db", "10.0.0.1", "5432/tcp"));
        Assert.False(estate.Leaves("web", "10.0.0.2", "5433/tcp"));
        Assert.False(estate.Enters("web", "10.0.0.2", "5432/tcp"));
    }

    [Fact]
    public void To_any_address_opens_the_way_out_and_nobodys_way_in()
    {
        var estate = WebAndDb.Policy("segment: web", "cidr: 0.0.0.0/0", "5432/tcp");

        Assert.True(estate.Leaves("web", "10.0.0.2", "5432/tcp"));
        Assert.False(estate.Enters("db", "10.0.0.1", "5432/tcp"));
    }

    [Fact]
    public void From_a_cidr_lets_in_by_address_and_nobody_out()
    {
        var estate = WebAndDb.Policy("cidr: 10.0.0.0/24", "segment: db", "5432/tcp");

        Assert.True(estate.Enters("db", "10.0.0.1", "5432/tcp"));
        Assert.False(estate.Leaves("web", "10.0.0.2", "5432/tcp"));
    }

    [Fact]
    public void Policy_between_two_cidrs_opens_nothing()
    {
        var estate = WebAndDb.Policy("cidr: 10.0.0.0/24", "cidr: 10.0.0.0/24", "any");

        Assert.False(estate.Enters("db", "10.0.0.1", "5432/tcp"));
        Assert.False(estate.Leaves("web", "10.0.0.2", "5432/tcp"));
    }

    [Fact]
    public void Workload_in_several_segments_has_the_union_of_their_flows()
    {
        var estate = WebAndDb.Segment("shop", "app: shop")
            .Policy("cidr: 192.0.2.0/24", "segment: shop", "22/tcp")
            .Policy("cidr: 192.0.2.0/24", "segment: db", "5432/tcp");

        Assert.True(estate.Enters("db", "192.0.2.1", "22/tcp"));
        Assert.True(estate.Enters("db", "192.0.2.1", "5432/tcp"));
        Assert.False(estate.Enters("web", "192.0.2.1", "5432/tcp"));
    }

    [Fact]
    public void Traffic_of_a_workload_with_itself_is_outside_the_packet_space()
    {
        var estate = WebAndDb.Policy("segment: db", "segment: db", "any");

        Assert.False(estate.Enters("db", "10.0.0.2", "443/tcp"));
    }

    [Fact]
    public void Virtual_address_is_an_address_of_each_workload_that_has_it()
    {
        var estate = new DeclaredEstate()
            .Workload("lb-1", "10.0.0.1", "tier: lb", "virtualAddresses: [10.0.0.100]")
            .Workload("lb-2", "10.0.0.2", "tier: standby", "virtualAddresses: [10.0.0.100]")
            .Workload("web", "10.0.0.3", "tier: web")
            .Policy("selector: { matchLabels: { tier: standby } }", "workload: web", "443/tcp");

        Assert.True(estate.Enters("web", "10.0.0.100", "443/tcp"));
        Assert.True(estate.Enters("web", "10.0.0.2", "443/tcp"));
        Assert.False(estate.Enters("web", "10.0.0.1", "443/tcp"));
    }

    [Fact]
    public void Same_labels_pair_only_workloads_with_equal_values_of_all_keys()
    {
        var estate = new DeclaredEstate()
            .Workload("a", "10.0.0.1", "app: x, env: prod")
            .Workload("b", "10.0.0.2", "app: x, env: prod")
            .Workload("other-env", "10.0.0.3", "app: x, env: dev")
            .Workload("lacks-env", "10.0.0.4", "app: x")
            .Workload("lacks-env-too", "10.0.0.5", "app: x")
            .Policy("selector: {}", "selector: {}", "443/tcp", "sameLabels: [env, app]");

        Assert.True(estate.Enters("a", "10.0.0.2", "443/tcp"));
        Assert.False(estate.Enters("a", "10.0.0.3", "443/tcp"));
        Assert.False(estate.Enters("a", "10.0.0.4", "443/tcp"));
        Assert.False(estate.Enters("lacks-env", "10.0.0.5", "443/tcp"));
    }

    [Fact]
    public void Selector_without_parts_selects_every_workload()
    {
        var estate = WebAndDb.Policy("selector: {}", "workload: db", "443/tcp");

        Assert.True(estate.Enters("db", "10.0.0.1", "443/tcp"));
        Assert.False(estate.Enters("db", "10.0.0.9", "443/tcp"));
    }

    [Theory]
    [InlineData("NotIn, values: [dev]", true)]
    [InlineData("DoesNotExist", true)]
    [InlineData("In, values: [dev]", false)]
    [InlineData("Exists", false)]
    public void Negative_operators_match_what_lacks_the_key(string demand, bool matches)
    {
        var estate = WebAndDb.Policy($"selector: {{ matchExpressions: [{{ key: env, operator: {demand} }}] }}", "workload: db", "443/tcp");

        Assert.Equal(matches, estate.Enters("db", "10.0.0.1", "443/tcp"));
    }

    [Fact]
    public void Families_never_mix()
    {
        var estate = new DeclaredEstate()
            .Workload("v4", "10.0.0.1")
            .Workload("both", "10.0.0.2, \"fd00::2\"")
            .Policy("selector: {}", "selector: {}", "any")
            .Policy("cidr: \"::/0\"", "workload: v4", "any");

        Assert.True(estate.Enters("both", "10.0.0.1", "443/tcp"));
        Assert.False(estate.Enters("v4", "fd00::2", "443/tcp"));
    }

    [Theory]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    public void Multicast_and_broadcast_are_outside_the_packet_space_even_within_a_cidr(string group)
    {
        var estate = new DeclaredEstate()
            .Workload("web", "10.0.0.1, \"fd00::1\"")
            .Policy("workload: web", "cidr: 0.0.0.0/0", "any")
            .Policy("workload: web", "cidr: \"::/0\"", "any");

        Assert.False(estate.Leaves("web", group, "5353/udp"));
        Assert.True(estate.Leaves("web", "223.255.255.255", "5353/udp"));
        Assert.True(estate.Leaves("web", "240.0.0.1", "5353/udp"));
    }

    [Fact]
    public void Cidr_that_is_all_loopback_selects_nothing_and_a_wider_one_keeps_it()
    {
        var estate = new DeclaredEstate()
            .Workload("a", "10.0.0.1").Workload("b", "10.0.0.2")
            .Policy("workload: a", "cidr: 127.0.0.0/8", "any")
            .Policy("workload: b", "cidr: 126.0.0.0/7", "any");

        Assert.False(estate.Leaves("a", "127.0.0.53", "53/udp"));
        Assert.True(estate.Leaves("b", "127.0.0.53", "53/udp"));
    }

    [Fact]
    public void Except_cuts_holes_into_every_prefix_of_a_group_and_of_a_cidr()
    {
        var estate = new DeclaredEstate()
            .Workload("web", "10.0.0.1")
            .Document("AddressGroup", "office", "{ cidrs: [203.0.113.0/24, 203.0.112.0/24], except: [203.0.113.64/26] }")
            .Policy("addressGroup: office", "workload: web", "443/tcp")
            .Policy("workload: web", "cidr: 198.51.100.0/24, except: [198.51.100.0/25]", "443/tcp");

        Assert.True(estate.Enters("web", "203.0.113.63", "443/tcp"));
        Assert.False(estate.Enters("web", "203.0.113.64", "443/tcp"));
        Assert.True(estate.Enters("web", "203.0.112.64", "443/tcp"));
        Assert.False(estate.Leaves("web", "198.51.100.127", "443/tcp"));
        Assert.True(estate.Leaves("web", "198.51.100.128", "443/tcp"));
    }

    [Fact]
    public void Service_tag_with_cidrs_beside_it_stands_for_these_on_a_linux_host()
    {
        var estate = new DeclaredEstate()
            .Workload("web", "10.0.0.1")
            .Document("AddressGroup", "storage", "{ cidrs: [20.38.0.0/16], serviceTag: Storage.WestEurope }")
            .Policy("workload: web", "addressGroup: storage", "443/tcp");

        Assert.True(estate.Leaves("web", "20.38.1.1", "443/tcp"));
        Assert.False(estate.Leaves("web", "20.39.1.1", "443/tcp"));
    }
}
