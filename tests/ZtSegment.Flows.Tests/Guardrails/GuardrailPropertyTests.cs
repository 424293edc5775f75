using CsCheck;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Guardrails;

public sealed class GuardrailPropertyTests
{
    [Fact]
    public void Guardrails_are_broken_where_some_packet_breaks_them() => RandomEstate.Guarded.Sample(
        estate =>
        {
            var judge = new PacketJudge(estate);
            var found = GuardrailCheck.Of(Compile(estate), estate.Intent).Select(v => v.Guardrail.Name).Distinct();
            var meant = estate.Intent.Guardrails.Where(judge.IsBroken).Select(g => g.Name);

            Assert.Equal(meant, found);
        },
        iter: 300);

    [Fact]
    public void The_packet_that_is_shown_breaks_its_guardrail() => RandomEstate.Guarded.Sample(
        estate =>
        {
            var judge = new PacketJudge(estate);
            Assert.All(GuardrailCheck.Of(Compile(estate), estate.Intent).Where(v => v.Packet is not null), violation =>
            {
                var packet = violation.Packet!;
                Assert.True(judge.Breaks(
                    violation.Guardrail, EndOf(estate, packet.Source), EndOf(estate, packet.Destination), new AskedPacket(packet.Protocol, packet.Port ?? 0)));
            });
        },
        iter: 500);

    [Fact]
    public void What_only_facts_break_is_left_out_as_the_meaning_says() => RandomEstate.Guarded.Sample(
        estate =>
        {
            var cut = GuardrailCuts.Apply(Compile(estate));

            Assert.Empty(OracleProof.Prove(cut, OracleProof.Rows(cut, all: true)));
        },
        iter: 1_000);

    private static Compilation Compile(RandomEstate estate) =>
        Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));

    private static End EndOf(RandomEstate estate, PacketEnd end) =>
        new(end.Workload is null ? null : estate.Intent.Workloads.IndexOf(end.Workload), end.Address);
}
