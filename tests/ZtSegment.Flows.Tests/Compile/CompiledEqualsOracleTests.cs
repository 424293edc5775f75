using CsCheck;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Compile;

/// <summary>The rule programs against the oracle, which knows nothing of atoms and classes.</summary>
public sealed class CompiledEqualsOracleTests
{
    [Fact]
    public void Programs_let_through_what_the_meaning_says_at_every_point() => RandomEstate.Any.Sample(
        estate => new ComparedEstate(estate).Managed.All(w => w.ProgramsAgree), iter: 3_000);

    [Fact]
    public void Management_lets_through_what_the_meaning_says() => RandomEstate.Any.Sample(
        estate => new ComparedEstate(estate).Managed.All(w => w.ManagementAgrees), iter: 1_000);

    [Fact]
    public void Packets_that_end_at_different_moments_are_apart_and_live_as_long_as_their_best_policy() => RandomEstate.Any
        .SelectMany(estate => RandomPacket.Of(estate).Array[50].Select(packets => (estate, packets)))
        .Sample((estate, packets) =>
        {
            var compared = new ComparedEstate(estate);
            return packets.All(compared.DeadlineAgrees);
        }, iter: 1_000);
}
