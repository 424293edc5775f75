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

    [Fact]
    public void The_oracle_leaves_out_each_packet_that_breaks_and_no_other() => RandomEstate.Guarded
        .Where(estate => estate.Facts.Workloads.Any(w => estate.Facts[w].Labels.Count > 0 || !estate.Facts[w].Addresses.IsEmpty))
        .SelectMany(estate => RandomPacket.Of(estate).Array[100].Select(packets => (estate, packets)))
        .Sample(
            (estate, packets) =>
            {
                var judge = new PacketJudge(estate);
                var oracle = new Oracle(estate.Intent, estate.Facts, estate.Now);
                var plain = new Oracle(Unguarded(estate.Intent), estate.Facts, estate.Now);
                Assert.All(packets.Where(p => p.Workload.Nsg is null && Asked(p) is not null), p => Assert.Equal(
                    plain.Lets(p.Workload, p.Direction, p.Remote, p.Protocol, p.Port) && !judge.IsForbidden(p.Workload, p.Direction, p.Remote, Asked(p)!.Value),
                    oracle.Lets(p.Workload, p.Direction, p.Remote, p.Protocol, p.Port)));
            },
            iter: 300);

    /// <summary>Null for the number of icmp in the other family, which the language has no word for.</summary>
    private static AskedPacket? Asked(RandomPacket packet)
    {
        var protocol = Protocol.FromNumber(packet.Protocol);
        return protocol.WireNumber(packet.Remote.Family) == packet.Protocol ? new AskedPacket(protocol, protocol.HasPorts ? packet.Port : (ushort)0) : null;
    }

    private static Intent Unguarded(Intent intent) => new(
    [
        .. intent.Estate is { } estate ? [estate] : Array.Empty<Document>(), .. intent.Workloads, .. intent.Segments, .. intent.Rollouts,
        .. intent.AddressGroups, .. intent.PortGroups, .. intent.Policies,
    ]);

    private static Compilation Compile(RandomEstate estate) =>
        Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));

    private static End EndOf(RandomEstate estate, PacketEnd end) =>
        new(end.Workload is null ? null : estate.Intent.Workloads.IndexOf(end.Workload), end.Address);
}
