using CsCheck;
using ZtSegment.Flows.Tests.RandomEstates;

namespace ZtSegment.Flows.Tests.Incremental;

/// <summary>What an engine holds goes with the estate, and not with how long it has run.</summary>
public sealed class LongRunTests
{
    [Fact]
    public void After_fifty_thousand_changes_an_engine_holds_what_a_fresh_compile_holds() => RandomEstate.Any
        .SelectMany(estate => RandomChange.Of(estate).Array[10_000].Select(changes => (estate, changes)))
        .Sample((estate, changes) =>
        {
            var changed = new ChangedEstate(estate);
            foreach (var change in changes)
                changed.Tell(change);
            Assert.Equal(changed.FreshEngine.Size, changed.Engine.Size);
            Assert.Equal(CompilationText.Of(changed.Fresh), CompilationText.Of(changed.Compilation));
        }, iter: 5, threads: 1);

    [Fact]
    public void A_block_of_many_hosts_is_the_same_however_it_came_to_be()
    {
        var hosts = Enumerable.Range(0, 2_000).Select(n => new Language.Address(Language.IpFamily.V4, (UInt128)(n * 2))).ToList();
        Gen.Int[0, 4_000].Array[1, 600].Sample(toggled =>
        {
            var (block, known) = (AddressBlock.OfHosts(hosts), hosts.ToHashSet());
            foreach (var value in toggled)
            {
                var address = new Language.Address(Language.IpFamily.V4, (UInt128)value);
                block = known.Remove(address) ? block.With([address], []) : block.With([], [address]);
                if (!block.Has(address))
                    continue;
                known.Add(address);
            }

            Assert.Equal(known.Count, block.HostCount);
            Assert.Equal(known.Order(), block.Hosts);
        }, iter: 50);
    }
}
