using CsCheck;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Proof;

public sealed class RenderedEstateTests
{
    [Fact]
    public void Rendered_and_read_back_is_what_was_compiled() => RandomEstate.Any.Sample(estate =>
    {
        var compilation = Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));
        var renderer = new NftRenderer(compilation);
        var prover = new RulesetProver(compilation, new KnownAddresses(compilation));
        foreach (var row in compilation.LinuxRows)
        {
            var text = renderer.RenderHost(row);
            var reading = NftTextReader.Read(text);
            Assert.Null(reading.Problem);
            var proof = prover.Prove(reading.Ruleset!, row);
            Assert.True(proof.Verdict == ProofVerdict.Equal, $"{proof.Reason} {string.Join('\n', proof.Counterexamples)}\n{text}");
        }
    }, iter: 300);
}
