using System.Text.Json;

namespace ZtSegment.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_estate_without_workloads_is_equal_to_its_rulesets()
    {
        folder.Write("estate.yaml", "apiVersion: ztsegment/v1\nkind: PortGroup\nmetadata: { name: web }\nspec: { ports: [443/tcp] }\n");

        var outcome = await Ztseg.RunInAsync(folder.Path, "verify");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
    }

    [Fact]
    public async Task Json_tells_what_was_left_out()
    {
        folder.Write("estate.yaml", """
            apiVersion: ztsegment/v1
            kind: Workload
            metadata: { name: web-1 }
            spec: { addressesFrom: { source: agent, within: [10.0.0.0/8] }, enforcement: { linux: { host: web-1 } } }

            """);

        var outcome = await Ztseg.RunInAsync(folder.Path, "verify", "--format", "json");

        var note = Assert.Single(JsonDocument.Parse(outcome.Output).RootElement.GetProperty("notes").EnumerateArray());
        Assert.Equal("left out: 1 Linux host of which no address is known", note.GetString());
    }

    [Theory]
    [InlineData("web-1.nft")]
    [InlineData("/dev/zero")]
    public async Task A_ruleset_that_cannot_be_read_to_an_end_is_not_equal(string target)
    {
        folder.Write("estate.yaml", """
            apiVersion: ztsegment/v1
            kind: Workload
            metadata: { name: web-1 }
            spec: { addresses: [10.0.0.1], enforcement: { linux: { host: web-1 } } }

            """);
        Directory.CreateDirectory(folder.In("out/linux"));
        File.CreateSymbolicLink(folder.In("out/linux/web-1.nft"), target);

        var outcome = await Ztseg.RunInAsync(folder.Path, "verify", "estate.yaml", "--rendered", "out");

        Assert.Equal(1, outcome.ExitCode);
        Assert.DoesNotContain("Unhandled", outcome.Errors);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"a\\u0000b\"")]
    public async Task Render_refuses_a_manifest_that_is_none(string file)
    {
        folder.Write("estate.yaml", "apiVersion: ztsegment/v1\nkind: PortGroup\nmetadata: { name: web }\nspec: { ports: [443/tcp] }\n");
        folder.Write("out/manifest.json", $$"""{"enforcementPoints":[{"file":{{file}}}]}""");

        var outcome = await Ztseg.RunInAsync(folder.Path, "render", "estate.yaml", "--out", "out");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("is no manifest", outcome.Errors);
    }

    [Fact]
    public async Task A_changed_network_security_group_is_told_with_the_packet_and_the_rule()
    {
        folder.Write("estate.yaml", """
            apiVersion: ztsegment/v1
            kind: Workload
            metadata: { name: db-1 }
            spec:
              addresses: [10.20.2.7]
              enforcement: { azure: { nsg: /subscriptions/1/resourceGroups/shop/providers/Microsoft.Network/networkSecurityGroups/nsg-db } }
            ---
            apiVersion: ztsegment/v1
            kind: Estate
            metadata: { name: shop }
            spec: { defaultMode: enforce }
            ---
            apiVersion: ztsegment/v1
            kind: FlowPolicy
            metadata: { name: web-to-db }
            spec: { from: [{ cidr: 10.20.1.0/24 }], to: [{ workload: db-1 }], ports: [5432/tcp] }

            """);
        await Ztseg.RunInAsync(folder.Path, "render", "--out", "out");
        var equal = await Ztseg.RunInAsync(folder.Path, "verify", "--rendered", "out", "--format", "json");
        folder.Write("out/azure/nsg-db.json", File.ReadAllText(folder.In("out/azure/nsg-db.json")).Replace("10.20.1.0/24", "10.20.0.0/23"));

        var changed = await Ztseg.RunInAsync(folder.Path, "verify", "--rendered", "out", "--format", "json");

        Assert.Equal((0, 1), (equal.ExitCode, JsonDocument.Parse(equal.Output).RootElement.GetProperty("enforcementPoints").GetInt32()));
        var packet = Assert.Single(JsonDocument.Parse(changed.Output).RootElement.GetProperty("counterexamples").EnumerateArray());
        Assert.Equal((1, "ingress", "10.20.0.0", "10.20.2.7", 5432, "allow", "deny"), (
            changed.ExitCode, packet.GetProperty("direction").GetString(), packet.GetProperty("source").GetString(), packet.GetProperty("destination").GetString(),
            packet.GetProperty("port").GetInt32(), packet.GetProperty("rendered").GetString(), packet.GetProperty("declared").GetString()));
        Assert.Matches("^zt-in-web-to-db-[0-9a-f]{12}-01 \\(priority [0-9]+\\)$", packet.GetProperty("rule").GetString()!);
    }

    [Theory]
    [InlineData("2027-03-31T00:00:00Z", 0)]
    [InlineData("2027-03-31T00:00:00.25+02:00", 0)]
    [InlineData("2027-03-31T00:00:00", 2)]
    [InlineData("2027-03-31", 2)]
    public async Task A_time_has_a_zone(string time, int exitCode)
    {
        folder.Write("estate.yaml", "");

        Assert.Equal(exitCode, (await Ztseg.RunInAsync(folder.Path, "validate", "--at", time)).ExitCode);
    }
}
