using ZtSegment.Cli.Lab;

namespace ZtSegment.EndToEnd.Lab;

public sealed class AddressTests
{
    private const string Enforced = "{ apiVersion: ztsegment/v1, kind: Estate, metadata: { name: estate }, spec: { defaultMode: enforce } }\n---\n";

    [Fact]
    public void What_a_cidr_excepts_is_kept_out()
    {
        var lab = EstateLab.Run(Enforced +
            """
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: server }, spec: { addresses: [10.1.0.1, "fd01::1"], enforcement: { linux: { host: server } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: inside }, spec: { addresses: [192.0.2.7, "2001:db8::7"] } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: excepted }, spec: { addresses: [192.0.2.70, "2001:db8:1::7"] } }
            ---
            apiVersion: ztsegment/v1
            kind: FlowPolicy
            metadata: { name: p }
            spec:
              from: [{ cidr: 192.0.2.0/24, except: [192.0.2.64/26] }, { cidr: "2001:db8::/32", except: ["2001:db8:1::/48"] }]
              to: [{ workload: server }]
              ports: [443/tcp]
            """);

        Assert.Equal(["192.0.2.0 > 10.1.0.1", "192.0.2.7 > 10.1.0.1", "2001:db8:: > fd01::1", "2001:db8::7 > fd01::1"], lab.PassesInto("server", "tcp/443"));
    }

    [Fact]
    public void Only_workloads_with_the_same_labels_reach_each_other()
    {
        var lab = EstateLab.Run(Enforced +
            """
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: web-prod, labels: { tier: web, env: prod } }, spec: { addresses: [10.1.0.1], enforcement: { linux: { host: h1 } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: web-dev, labels: { tier: web, env: dev } }, spec: { addresses: [10.1.0.2], enforcement: { linux: { host: h2 } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: db-prod, labels: { tier: db, env: prod } }, spec: { addresses: [10.1.0.3], enforcement: { linux: { host: h3 } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: db-dev, labels: { tier: db, env: dev } }, spec: { addresses: [10.1.0.4], enforcement: { linux: { host: h4 } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: db-none, labels: { tier: db } }, spec: { addresses: [10.1.0.5], enforcement: { linux: { host: h5 } } } }
            ---
            apiVersion: ztsegment/v1
            kind: FlowPolicy
            metadata: { name: p }
            spec:
              from: [{ selector: { matchLabels: { tier: web } } }]
              to: [{ selector: { matchLabels: { tier: db } } }]
              ports: [5432/tcp]
              sameLabels: [env]
            """);

        Assert.Equal(["web-dev > db-dev", "web-prod > db-prod"], lab.Passes("tcp/5432").Order());
    }

    [Fact]
    public void A_virtual_address_lives_on_the_first_of_its_workloads_and_is_an_address_of_each()
    {
        var lab = EstateLab.Run(Enforced +
            """
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: front-2 }, spec: { addresses: [10.1.0.2], virtualAddresses: [10.1.0.100], enforcement: { linux: { host: front-2 } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: front-1 }, spec: { addresses: [10.1.0.1], virtualAddresses: [10.1.0.100], enforcement: { linux: { host: front-1 } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: client }, spec: { addresses: [10.1.0.3], enforcement: { linux: { host: client } } } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: p }, spec: { from: [{ workload: client }], to: [{ workload: front-1 }, { workload: front-2 }], ports: [443/tcp] } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: q }, spec: { from: [{ workload: front-1 }], to: [{ workload: client }], ports: [514/udp] } }
            """);

        Assert.Equal(["10.1.0.1", "10.1.0.100"], lab.Plan.Hosts.Single(h => h.Name == "front-1").Addresses.Select(a => $"{a}").Order());
        Assert.Equal(["10.1.0.3 > 10.1.0.1", "10.1.0.3 > 10.1.0.100", "10.1.0.3 > 10.1.0.2"], lab.PassesByAddress("tcp/443"));
        Assert.Equal(["10.1.0.1 > 10.1.0.3", "10.1.0.100 > 10.1.0.3"], lab.PassesByAddress("udp/514"));
    }

    [Fact]
    public void Reported_addresses_are_used_and_a_workload_without_known_ones_is_left_out()
    {
        var lab = EstateLab.Run(Enforced +
            """
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: known }, spec: { addressesFrom: { source: agent, within: [10.1.0.0/16] }, enforcement: { linux: { host: known } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: unknown }, spec: { addressesFrom: { source: agent, within: [10.1.0.0/16] }, enforcement: { linux: { host: unknown } } } }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: client }, spec: { addresses: [10.1.0.3], enforcement: { linux: { host: client } } } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: p }, spec: { from: [{ workload: client }], to: [{ selector: {} }], ports: [443/tcp] } }
            """,
            ("known", EstateLab.Reports("10.1.0.9")));

        Assert.Equal(["10.1.0.3 > 10.1.0.9"], lab.PassesByAddress("tcp/443"));
        Assert.Contains("unknown is left out: none of its addresses is known", lab.Plan.Notes);
    }

    [Fact]
    public void Each_peer_that_is_no_workload_gets_an_address_that_only_it_has()
    {
        var plan = EstateLab.Plan(
            """
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: a }, spec: { addresses: [203.0.113.0], enforcement: { linux: { host: a } } } }
            ---
            { apiVersion: ztsegment/v1, kind: AddressGroup, metadata: { name: office }, spec: { cidrs: [203.0.113.0/24, "2001:db8::/32"], except: [203.0.113.1/32] } }
            ---
            { apiVersion: ztsegment/v1, kind: AddressGroup, metadata: { name: metadata-service }, spec: { cidrs: [169.254.169.254/32] } }
            ---
            apiVersion: ztsegment/v1
            kind: FlowPolicy
            metadata: { name: p }
            spec:
              from: [{ workload: a }]
              to: [{ addressGroup: office }, { addressGroup: metadata-service }, { cidr: 0.0.0.0/0 }, { cidr: 203.0.113.0/32 }, { cidr: 10.0.0.0/8 }, { cidr: 10.0.0.0/24 }]
              ports: [443/tcp]
            """);

        Assert.Equal(
            ["a: 203.0.113.0", "office: 203.0.113.2 2001:db8::", "0.0.0.0/0: 1.0.0.0", "10.0.0.0/24: 10.0.0.0", "10.0.0.0/8: 10.0.1.0"],
            plan.Hosts.Select(h => $"{h.Name}: {string.Join(' ', h.Addresses)}"));
        Assert.Contains("metadata-service is left out: it has no address that a host could have", plan.Notes);
        Assert.Contains("203.0.113.0/32 is left out: other hosts have its addresses", plan.Notes);
    }

    [Fact]
    public void Management_gets_in_and_out_whatever_the_policies_also_where_own_addresses_are_wrong()
    {
        var plan = EstateLab.Plan(
            """
            apiVersion: ztsegment/v1
            kind: Estate
            metadata: { name: estate }
            spec:
              defaultMode: enforce
              management:
                access: [{ from: [10.9.0.0/24, "fd09::/64"], ports: [22/tcp, icmp] }]
                controller: { addresses: [10.9.1.10, "fd09:1::10"], port: 8443/tcp }
            ---
            { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: a }, spec: { addresses: [10.1.0.1, "fd01::1"], enforcement: { linux: { host: a } } } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: p }, spec: { from: [{ cidr: 10.9.0.0/24 }], to: [{ workload: a }], ports: [443/tcp] } }
            """);
        var mistyped = plan with { Hosts = plan.Hosts.SetItem(0, plan.Hosts[0] with { Ruleset = plan.Hosts[0].Ruleset!.Replace("10.1.0.1,", "10.1.0.11,").Replace("fd01::1,", "fd01::11,") }) };

        var lab = LabRun.Of(mistyped);

        Assert.Equal(["10.9.0.0 > 10.1.0.1", "fd09:: > fd01::1"], lab.PassesInto("a", "tcp/22"));
        Assert.Equal(["10.9.0.0 > 10.1.0.1", "fd09:: > fd01::1"], lab.PassesInto("a", "icmp"));
        Assert.Equal(["10.1.0.1 > 10.9.1.10", "fd01::1 > fd09:1::10"], lab.PassesOutOf("a", "tcp/8443"));
        Assert.Empty(lab.PassesInto("a", "tcp/443"));
        Assert.Empty(lab.PassesOutOf("a", "tcp/22"));
    }
}
