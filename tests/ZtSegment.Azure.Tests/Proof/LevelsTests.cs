using System.Collections.Immutable;
using System.Text;
using ZtSegment.Azure.Proof;
using ZtSegment.Azure.Reading;
using ZtSegment.Flows.Proof;

namespace ZtSegment.Azure.Tests.Proof;

/// <summary>A subnet and a network interface may each have a group: a packet passes if both let it.</summary>
public sealed class LevelsTests
{
    private readonly AzureShop shop = new();

    [Fact]
    public void A_second_group_that_lets_all_pass_changes_nothing() => Assert.Equal(ProofResult.Equal, Prove(shop.Text, shop.With("\"Deny\"", "\"Allow\"")));

    [Fact]
    public void What_the_second_group_denies_is_missing()
    {
        var proof = Prove(shop.Text, shop.With("\"203.0.113.0/24\"", "\"203.0.113.0/25\""));

        Assert.Contains(proof.Counterexamples, c => c is { RenderedAllows: false, Policy: "ping", Rule: "zt-deny-in (priority 4096)" });
    }

    [Fact]
    public void What_only_one_group_allows_too_much_is_no_excess() =>
        Assert.Equal(ProofResult.Equal, Prove(shop.With("\"203.0.113.0/24\"", "\"203.0.112.0/23\""), shop.Text));

    private ProofResult Prove(params string[] bodies) => new NsgProver(shop.Compilation, new KnownAddresses(shop.Compilation)).Prove(
        bodies.Select(b => NsgBodyReader.Read(Encoding.UTF8.GetBytes(b)).Body!).ToImmutableArray(), shop.Point);
}
