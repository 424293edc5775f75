using System.Reflection;

namespace ZtSegment.Language.Tests.Loading;

public sealed class DiagnosticRulesTests
{
    /// <summary>Those that no marked file can show: <see cref="HostileInputTests"/> has them, and the tests of facts.</summary>
    private static readonly DiagnosticRule[] ShownElsewhere =
    [
        DiagnosticRules.Encoding, DiagnosticRules.ControlCharacter, DiagnosticRules.TooDeep, DiagnosticRules.TooLarge,
        DiagnosticRules.MoreErrors, DiagnosticRules.MoreWarnings,
        DiagnosticRules.FactsShape, DiagnosticRules.FactsValue, DiagnosticRules.FactsUnknownWorkload,
    ];

    [Fact]
    public void Every_rule_is_shown_by_a_test()
    {
        var marked = MarkedFile.Names.Select(MarkedFile.Read).SelectMany(f => f.Marks).Select(m => m.Code);

        Assert.Equal(
            DiagnosticRules.All.Select(r => r.Code).Order(StringComparer.Ordinal),
            marked.Concat(ShownElsewhere.Select(r => r.Code)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_is_listed_once() => Assert.Equal(
        typeof(DiagnosticRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => ((DiagnosticRule)f.GetValue(null)!).Code),
        DiagnosticRules.All.Select(r => r.Code));

    [Fact]
    public void Codes_are_different() => Assert.Equal(DiagnosticRules.All.Length, DiagnosticRules.All.Select(r => r.Code).Distinct().Count());
}
