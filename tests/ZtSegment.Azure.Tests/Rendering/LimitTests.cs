using System.Text;
using ZtSegment.Flows.Proof;

namespace ZtSegment.Azure.Tests.Rendering;

/// <summary>At Azure's limits a group is rendered and proved, beyond them refused, and never made wider.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_thousand_rules_are_rendered_and_proved()
    {
        var estate = new AzureShop(Policies(998, n => $"[{{ cidr: 10.{1 + n / 250}.{n % 250}.0/24 }}]", n => $"{1000 + n}/tcp"));

        Assert.Equal((1000, 0), (estate.Rendering.Budget.Rules, estate.Rendering.Merged.Length));
        Assert.Equal(ProofResult.Equal, estate.Prove(estate.Text));
    }

    [Fact]
    public void One_rule_more_is_refused_with_the_policies_that_cost_most()
    {
        var estate = new AzureShop(Policies(999, n => $"[{{ cidr: 10.{1 + n / 250}.{n % 250}.0/24 }}]", n => $"{1000 + n}/tcp"));

        Assert.Null(estate.Rendering.Body);
        Assert.Equal("ZT2010", estate.Rendering.Refusal!.Code);
        Assert.Contains("`nsg-1` would need 1001 rules (Azure allows 1000)", estate.Rendering.Refusal.Message);
        Assert.Contains("`policy-0` (1)", estate.Rendering.Refusal.Message);
    }

    [Fact]
    public void Policies_that_are_equal_but_for_one_field_are_merged_where_they_do_not_fit_by_themselves()
    {
        var estate = new AzureShop(Policies(1_500, n => $"[{{ cidr: 10.0.{n % 500 / 2}.{n % 2 * 128}/25 }}]", n => $"{1000 + n / 500}/tcp"));

        Assert.Equal((3, ProofResult.Equal), (estate.Rendering.Budget.Rules, estate.Prove(estate.Text)));
        var merged = Assert.Single(estate.Rendering.Merged);
        Assert.Matches("^zt-in-m-[0-9a-f]{12}-01$", merged.Name);
        Assert.Equal(1_500, merged.Policies.Length);
    }

    [Fact]
    public void Four_thousand_source_prefixes_fit_and_one_more_does_not()
    {
        Assert.NotNull(new AzureShop(Policies(2, n => Prefixes(n, 2_000), _ => "443/tcp")).Rendering.Body);

        var refused = new AzureShop(Policies(2, n => Prefixes(n, 2_000 + n), n => $"{443 + n}/tcp")).Rendering;

        Assert.Contains("would need 4001 source prefixes (Azure allows 4000)", refused.Refusal!.Message);
        Assert.Contains("`policy-1` (2001), `policy-0` (2000)", refused.Refusal.Message);
    }

    private static string Prefixes(int policy, int count) =>
        $"[{string.Join(", ", Enumerable.Range(0, count).Select(n => $"{{ cidr: 10.{policy * 100 + n / 250}.{n % 250}.0/25 }}"))}]";

    private static string Policies(int count, Func<int, string> from, Func<int, string> ports)
    {
        const string Nsg = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/test/providers/Microsoft.Network/networkSecurityGroups/nsg-1";
        var yaml = new StringBuilder("apiVersion: ztsegment/v1\nkind: Estate\nmetadata: { name: test }\nspec: { defaultMode: enforce }\n");
        yaml.Append($"---\napiVersion: ztsegment/v1\nkind: Workload\nmetadata: {{ name: server }}\nspec: {{ addresses: [10.250.0.1], enforcement: {{ azure: {{ nsg: {Nsg} }} }} }}\n");
        for (var n = 0; n < count; n++)
            yaml.Append($"---\napiVersion: ztsegment/v1\nkind: FlowPolicy\nmetadata: {{ name: policy-{n} }}\nspec: {{ from: {from(n)}, to: [{{ workload: server }}], ports: [{ports(n)}] }}\n");
        return yaml.ToString();
    }
}
