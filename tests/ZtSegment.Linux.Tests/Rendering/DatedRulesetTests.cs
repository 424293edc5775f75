using CsCheck;
using ZtSegment.Flows;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;
using ZtSegment.Linux.Kernel;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Rendering;

public sealed class DatedRulesetTests
{
    [Fact]
    public void Filled_in_at_any_moment_it_is_the_ruleset_of_that_moment() => RandomEstate.Any
        .Select(Gen.Int[0, 400_000], (estate, seconds) => (estate, seconds))
        .Sample((estate, seconds) =>
        {
            var compilation = Compile(estate, estate.Now);
            var later = compilation with { Now = estate.Now.AddSeconds(seconds) };
            var live = compilation.Policies.All(p => p.Policy.IsLive(later.Now));
            Assert.All(compilation.LinuxRows, row => Assert.True(
                !live || new DatedRuleset(new NftRenderer(compilation, isDated: true).RenderHost(row)).At(later.Now) == new NftRenderer(later).RenderHost(row)));
        }, iter: 200);

    [Fact]
    public void The_text_is_the_same_at_every_moment() => RandomEstate.Any.Sample(estate =>
    {
        var compilation = Compile(estate, estate.Now);
        var later = compilation with { Now = estate.Now.AddDays(1) };
        Assert.All(compilation.LinuxRows, row =>
            Assert.Equal(new NftRenderer(compilation, isDated: true).RenderHost(row), new NftRenderer(later, isDated: true).RenderHost(row)));
    }, iter: 50);

    [Fact]
    public void What_has_ended_is_left_out_and_the_kernel_takes_what_is_left()
    {
        var intent = IntentLoader.Load([new SourceText("shop.yaml", """
            apiVersion: ztsegment/v1
            kind: Workload
            metadata: { name: web }
            spec: { addresses: [10.20.1.11], enforcement: { linux: { host: web } } }
            ---
            apiVersion: ztsegment/v1
            kind: FlowPolicy
            metadata: { name: for-a-while }
            spec: { from: [{ cidr: 10.0.0.0/8 }], to: [{ workload: web }], ports: [443/tcp], expires: 2027-03-31T00:00:00Z }
            """u8.ToArray())]).Intent!;
        var compilation = Compiler.Compile(intent, EstateFacts.None, new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), PolicyIds.ByOrderOfNames(intent));
        var dated = new DatedRuleset(new NftRenderer(compilation, isDated: true).RenderHost(0));

        Assert.Contains("1001 timeout 1d comment \"until 2027-03-31T00:00:00Z for-a-while\"", dated.At(new DateTimeOffset(2027, 3, 30, 0, 0, 0, TimeSpan.Zero)));
        var after = dated.At(new DateTimeOffset(2027, 3, 31, 0, 0, 0, TimeSpan.Zero));
        Assert.DoesNotContain("for-a-while", after);
        using var inside = NetworkNamespace.Create();
        using var kernel = NftConnection.Open(inside);
        kernel.Run(after);
    }

    private static Compilation Compile(RandomEstate estate, DateTimeOffset now) =>
        Compiler.Compile(estate.Intent, estate.Facts, now, PolicyIds.ByOrderOfNames(estate.Intent));
}
