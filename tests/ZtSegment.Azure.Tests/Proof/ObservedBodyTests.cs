using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using static ZtSegment.Azure.Tests.JsonRules;

namespace ZtSegment.Azure.Tests.Proof;

/// <summary>What is observed passes, and what would be denied passes through the observing rules and no others.</summary>
public sealed class ObservedBodyTests
{
    [Theory]
    [InlineData(Mode.Observe, Mode.Observe)]
    [InlineData(Mode.Enforce, Mode.Observe)]
    [InlineData(Mode.Observe, Mode.Enforce)]
    public void Rendered_as_observed_is_equal(Mode ingress, Mode egress)
    {
        var shop = new AzureShop(ingress, egress);

        Assert.Equal(ProofResult.Equal, shop.Prove(shop.Text));
        Assert.Equal(ingress == Mode.Observe, shop.Text.Contains("zt-observe-in"));
        Assert.Equal(egress == Mode.Observe, shop.Text.Contains("zt-observe-out"));
    }

    [Fact]
    public void Without_the_observing_rule_packets_are_lost()
    {
        var shop = new AzureShop(Mode.Observe);

        var proof = shop.Prove(Edit(shop.Text, rules => rules.Remove(Rule(rules, "zt-observe-in-v6"))));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: false, DeclaredAllows: true, Policy: null, Family: IpFamily.V6 });
    }

    [Fact]
    public void An_observing_rule_for_more_addresses_lets_pass_what_is_nobodys()
    {
        var shop = new AzureShop(Mode.Observe);

        var proof = shop.Prove(EditRule(shop.Text, "zt-observe-in-v6", rule => rule["destinationAddressPrefix"] = "fd20:2::/64"));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: true, DeclaredAllows: false, Rule: "zt-observe-in-v6 (priority 4094)" });
    }

    [Fact]
    public void A_declared_flow_that_only_the_observing_rule_passes_would_be_denied()
    {
        var shop = new AzureShop(Mode.Observe);

        var proof = shop.Prove(Edit(shop.Text, rules => rules.Remove(Rule(rules, "zt-in-ping"))));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: false, DeclaredAllows: true, Policy: "ping", Role: "request, observed" });
    }

    [Fact]
    public void A_rule_of_another_name_hides_what_would_be_denied()
    {
        var shop = new AzureShop(Mode.Observe);

        var proof = shop.Prove(shop.With("zt-observe-in-v6", "allow-all"));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: true, DeclaredAllows: false, Role: "request, observed", Rule: "allow-all (priority 4094)" });
    }
}
