using CsCheck;
using ZtSegment.Cli.Lab;
using ZtSegment.Flows;
using ZtSegment.Flows.Tests.RandomEstates;

namespace ZtSegment.EndToEnd.Lab;

public sealed class RandomEstateTests
{
    private static readonly Gen<RandomEstate> Estates = RandomEstate.Any.Where(e => e.Intent.Workloads.Length > 5 && e.Intent.Policies.Length > 3);

    [Theory]
    [InlineData("0000KOIPQUsd")]
    [InlineData("0001KOIPQUsd")]
    [InlineData("0002KOIPQUsd")]
    [InlineData("0003KOIPQUsd")]
    [InlineData("0004KOIPQUsd")]
    [InlineData("0005KOIPQUsd")]
    public void The_kernel_passes_what_the_oracle_passes(string seed)
    {
        var estate = Estates.Single(_ => true, seed);
        var compilation = Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));

        var result = LabRun.Of(LabPlan.Of(compilation));

        Assert.Empty(result.Differences.Select(p => LabText.Describe(result.Plan, p)));
    }
}
