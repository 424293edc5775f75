using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Linux.Tests.Proof;

/// <summary>An observed direction lets everything pass, and still tells exactly what it would deny.</summary>
public sealed class ObservedRulesetTests
{
    private static readonly SmallShop Observed = new(Mode.Observe, Mode.Observe);
    private static readonly SmallShop ObservedIn = new(Mode.Observe, Mode.Enforce);
    private static readonly SmallShop ObservedOut = new(Mode.Enforce, Mode.Observe);

    [Fact]
    public void As_rendered_is_equal() => Assert.All(
        [Observed, ObservedIn, ObservedOut], shop => Assert.Equal(ProofResult.Equal, shop.Prove(shop.Text)));

    [Fact]
    public void A_missing_element_is_found_though_its_packets_pass() => Assert.Contains(
        Observed.Prove(Observed.With("			10.20.1.12 . tcp . 5432 : 1004,\n", "")).Counterexamples,
        c => c is { Direction: Direction.Ingress, RenderedAllows: false, DeclaredAllows: true, Port: 5432, Policy: "web-to-db" } && c.Source == Address.Parse("10.20.1.12"));

    [Fact]
    public void An_element_too_many_is_found_though_all_packets_pass() => Assert.Contains(
        Observed.Prove(Observed.With("10.20.3.5 . udp . 514", "10.20.3.5 . udp . 514-515")).Counterexamples.Concat(
            Observed.Prove(Observed.With("10.20.3.5 . udp . 514", "10.20.3.5 . udp . 515")).Counterexamples),
        c => c is { Direction: Direction.Egress, RenderedAllows: true, DeclaredAllows: false, Port: 515 });

    [Fact]
    public void A_file_of_another_mode_is_found()
    {
        Assert.Contains(ObservedIn.Prove(Observed.Text).Counterexamples, c => c is { Direction: Direction.Egress, RenderedAllows: true, DeclaredAllows: false });
        Assert.Contains(Observed.Prove(ObservedIn.Text).Counterexamples, c => c is { Direction: Direction.Egress, RenderedAllows: false, DeclaredAllows: true });
        Assert.NotEqual(ProofVerdict.Equal, ObservedIn.Prove(ObservedOut.Text).Verdict);
        Assert.NotEqual(ProofVerdict.Equal, ObservedOut.Prove(ObservedIn.Text).Verdict);
    }

    [Fact]
    public void Not_counting_what_would_be_denied_is_found() => Assert.Equal(
        ProofVerdict.Different, ObservedIn.Prove(ObservedIn.With("counter name \"zt_denied_ingress\" accept", "accept")).Verdict);

    [Fact]
    public void Replies_of_an_observed_inbound_flow_leave_an_enforced_output() => Assert.Contains(
        ObservedIn.Prove(ObservedIn.With("ct direction reply goto zt_rest_ingress", "ct direction reply goto zt_rest_egress")).Counterexamples,
        c => c is { Direction: Direction.Ingress, RenderedAllows: false, Role: "reply" });
}
