using System.Text.Json.Nodes;

namespace ZtSegment.Azure.Tests.Rendering;

/// <summary>A rule keeps its name and its priority for as long as its flow is declared.</summary>
public sealed class StableRulesTests
{
    [Fact]
    public void Workloads_that_come_and_go_change_no_name_and_no_priority()
    {
        var before = new AzureShop(Documents("10.0.1.1, 10.0.1.2", "8443/tcp"));

        var after = new AzureShop(Documents("10.0.1.1, 10.0.1.7, 10.0.9.9", "8443/tcp"));

        Assert.NotEqual(before.Text, after.Text);
        Assert.Equal(Rules(before.Text), Rules(after.Text));
    }

    [Fact]
    public void An_edit_of_one_policy_leaves_the_rules_of_others_where_they_are()
    {
        var before = Rules(new AzureShop(Documents("10.0.1.1", "8443/tcp")).Text);

        var after = Rules(new AzureShop(Documents("10.0.1.1", "9443/tcp")).Text);

        Assert.Equal(["zt-in-edited"], before.Except(after).Select(Stem));
        Assert.Equal(["zt-in-edited"], after.Except(before).Select(Stem));
    }

    [Fact]
    public void A_rendering_keeps_the_priorities_of_the_one_before()
    {
        var shop = new AzureShop();
        var previous = shop.Rendering.Priorities.ToDictionary(p => p.Key, p => 5_000 - p.Value);

        var rendered = new Azure.Rendering.NsgRenderer(shop.Compilation).Render(shop.Point, previous);

        Assert.Equal(previous, rendered.Priorities);
    }

    private static string Stem((string Name, int Priority) rule) => rule.Name[..rule.Name.IndexOf('-', "zt-in-".Length)];

    private static (string Name, int Priority)[] Rules(string body) =>
        [.. JsonNode.Parse(body)!["properties"]!["securityRules"]!.AsArray().Select(r => ($"{r!["name"]}", (int)r["properties"]!["priority"]!))];

    private static string Documents(string clients, string ports) => $$"""
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: client }
        spec: { addresses: [{{clients}}] }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: server }
        spec:
          addresses: [10.0.2.1]
          enforcement: { azure: { nsg: /subscriptions/1/resourceGroups/test/providers/Microsoft.Network/networkSecurityGroups/nsg-1 } }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: edited }
        spec: { from: [{ workload: client }], to: [{ workload: server }], ports: [{{ports}}] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: other }
        spec: { from: [{ workload: client }], to: [{ workload: server }], ports: [443/tcp, 53/udp] }
        """;
}
