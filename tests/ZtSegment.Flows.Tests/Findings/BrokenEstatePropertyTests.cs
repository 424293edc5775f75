using CsCheck;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Findings;

/// <summary>Beside an error: nothing that is not so once the error is mended, and all that does not come of what was refused.</summary>
public sealed class BrokenEstatePropertyTests
{
    private static readonly Gen<BrokenEstate> Any = Gen.Select(
        RandomEstate.Guarded, Gen.Int[0, 999], Gen.Int[0, BrokenEstate.Breaks.Length - 1], Gen.Bool,
        (estate, at, how, inOneFile) => BrokenEstate.Of(estate, at, BrokenEstate.Breaks[how], inOneFile));

    /// <summary>A policy that is covered may come to cover others by a policy that is refused: only one of them can be removed.</summary>
    [Fact]
    public void Nothing_is_told_beside_an_error_that_the_whole_estate_does_not_say() => Any.Sample(
        estate =>
        {
            var whole = Claim.All(estate.Whole).ToList();
            Assert.All(Claim.All(estate.Broken).Where(c => c.Code != "ZT2103"), claim => Assert.Contains(whole, claim.IsPartOf));
        },
        iter: 250);

    [Fact]
    public void No_document_is_missed_for_being_refused() => Any.Sample(
        estate => Assert.DoesNotContain(estate.Broken.Diagnostics, d => d.Code == DiagnosticRules.UnknownReference.Code), iter: 100);

    [Fact]
    public void Beside_a_refused_rollout_all_is_told_but_what_is_enforced() => OfKind("Rollout").Sample(
        estate => Assert.Equal(
            Claim.All(estate.Whole).Where(c => c.Code != "ZT2109" && !c.Words.Contains(estate.Name)).Select(c => $"{c}"),
            Claim.All(estate.Broken).Where(c => c.Code != "ZT2109").Select(c => $"{c}")),
        iter: 100);

    private static Gen<BrokenEstate> OfKind(string kind) =>
        Any.Select(estate => estate with { Break = BrokenEstate.UnknownField }).Where(estate => estate.Kind == kind);
}
