using CsCheck;
using ZtSegment.Flows;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Rendering;
using ZtSegment.Linux.Tests.Reading;

namespace ZtSegment.Linux.Tests.Proof;

public sealed class RenderedEstateTests
{
    /// <summary>The kernel's clock runs while the tables are loaded and listed.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(120);

    [Fact]
    public void Rendered_and_read_back_is_what_was_compiled() => RandomEstate.Any.Sample(AssertProved, iter: 200);

    [Fact]
    public void What_guardrails_leave_out_is_not_rendered() => RandomEstate.Guarded.Sample(AssertProved, iter: 200);

    private static void AssertProved(RandomEstate estate)
    {
        foreach (var host in RenderedHost.AllOf(estate))
        {
            var reading = NftTextReader.Read(host.Text);
            Assert.Null(reading.Problem);
            Assert.Equal(ProofResult.Equal, host.Prove(reading.Ruleset!));
        }
    }

    [Fact]
    public void Loaded_into_the_kernel_and_listed_is_what_was_compiled()
    {
        var hosts = new List<RenderedHost>();
        RandomEstate.Any.Sample(estate => hosts.AddRange(RenderedHost.AllOf(estate)), iter: 30, threads: 1);

        var tables = KernelTable.LoadAll([.. hosts.Select(h => (h.Text, Array.Empty<string>()))]);

        Assert.All(hosts.Zip(tables), pair => Assert.Equal(
            ProofResult.Equal, pair.First.Prove(pair.Second, new ProofMoment(pair.First.Now, Tolerance))));
    }
}

/// <summary>The ruleset of one host, with what it is to be proved against.</summary>
internal sealed class RenderedHost(Compilation compilation, int row, string text)
{
    public string Text => text;

    public DateTimeOffset Now => compilation.Now;

    public static IEnumerable<RenderedHost> AllOf(RandomEstate estate)
    {
        var compilation = GuardrailCuts.Apply(Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent)));
        var renderer = new NftRenderer(compilation);
        return [.. compilation.LinuxRows.Select(row => new RenderedHost(compilation, row, renderer.RenderHost(row)))];
    }

    public ProofResult Prove(NftRuleset ruleset, ProofMoment? moment = null) =>
        new RulesetProver(compilation, new KnownAddresses(compilation)).Prove(ruleset, row, moment);
}
