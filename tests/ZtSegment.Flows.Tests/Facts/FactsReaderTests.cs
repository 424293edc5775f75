using System.Collections.Immutable;
using System.Text;
using CsCheck;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Facts;

public sealed class FactsReaderTests
{
    private static readonly Intent OneWorkload = new([new Workload(new DocumentHeader("web-1", default, default, default), [], null, [], [], null, null)]);

    [Fact]
    public void Written_facts_read_to_the_same_facts() => RandomEstate.Any.Sample(
        estate =>
        {
            var written = FactsJson.Write(estate.Facts);

            var (facts, diagnostics) = FactsReader.Read([Source("facts.json", written)], estate.Intent);

            Assert.Empty(diagnostics);
            Assert.Equal(written, FactsJson.Write(facts));
        },
        iter: 300);

    [Fact]
    public void What_is_left_out_is_unknown()
    {
        var (facts, diagnostics) = FactsReader.Read([Source("facts.json", """{ "web-1": {} }""")], OneWorkload);

        Assert.Empty(diagnostics);
        Assert.Equal(WorkloadFacts.Unknown, facts["web-1"] with { Addresses = WorkloadFacts.Unknown.Addresses });
    }

    [Fact]
    public void Two_files_merge_per_workload()
    {
        var posture = Source("posture.json", """{ "web-1": { "compliant": true, "risk": "low", "quarantined": true, "addresses": ["10.0.0.1"], "labels": {} } }""");
        var inventory = Source("inventory.json", """{ "web-1": { "quarantined": false, "addresses": ["10.0.0.1", "fd00::1"], "labels": { "app": "shop" } } }""");

        var (facts, diagnostics) = FactsReader.Read([posture, inventory]);

        Assert.Empty(diagnostics);
        var web = facts["web-1"];
        Assert.Equal((true, Risk.Low, true, "shop"), (web.Compliant, web.Risk, web.Quarantined, web.Labels["app"]));
        Assert.Equal([Address.Parse("10.0.0.1"), Address.Parse("fd00::1")], web.Addresses.Order());
    }

    [Theory]
    [InlineData("", "ZT1501", 1, 1)]
    [InlineData("[]", "ZT1501", 1, 1)]
    [InlineData("{\n  \"web-1\": { \"compliant\": true,\n}", "ZT1501", 3, 1)]
    [InlineData("{} {}", "ZT1501", 1, 4)]
    [InlineData("{ \"web-1\": [] }", "ZT1501", 1, 12)]
    [InlineData("{ \"web-1\": { \"addresses\": [null] } }", "ZT1501", 1, 28)]
    [InlineData("{ \"web-1\": { \"labels\": { \"app\": null } } }", "ZT1501", 1, 33)]
    [InlineData("{ \"web-1\": {}, \"web-1\": {} }", "ZT1501", 1, 16)]
    [InlineData("{ \"web-1\": { \"complaint\": true } }", "ZT1501", 1, 14)]
    [InlineData("{ \"web-1\": { \"risk\": \"low\", \"risk\": \"low\" } }", "ZT1501", 1, 29)]
    [InlineData("{ \"web-1\": { \"compliant\": \"yes\" } }", "ZT1501", 1, 27)]
    [InlineData("{ \"web-1\": { \"risk\": 1 } }", "ZT1501", 1, 22)]
    [InlineData("{ \"web-1\": { \"addresses\": \"10.0.0.1\" } }", "ZT1501", 1, 27)]
    [InlineData("{ \"web-1\": { \"addresses\": [1] } }", "ZT1501", 1, 28)]
    [InlineData("{ \"web-1\": { \"labels\": { \"app\": 1 } } }", "ZT1501", 1, 33)]
    [InlineData("{ \"web-1\": { \"risk\": \"none\" } }", "ZT1502", 1, 22)]
    [InlineData("{\r\n \"web-1\": { \"addresses\": [\r\n\"10.0.0.1/32\"] } }", "ZT1502", 3, 1)]
    [InlineData("{ \"web-1\": { \"addresses\": [\"127.0.0.1\"] } }", "ZT1502", 1, 28)]
    [InlineData("{ \"web-1\": { \"labels\": { \"a b\": \"c\" } } }", "ZT1502", 1, 26)]
    [InlineData("{ \"web-1\": { \"labels\": { \"a\": \"ü ü\" } } }", "ZT1502", 1, 31)]
    [InlineData("{ \"web-2\": {} }", "ZT1503", 1, 3)]
    public void What_is_wrong_has_a_code_and_a_place(string json, string code, int line, int column)
    {
        var (_, diagnostics) = FactsReader.Read([Source("facts.json", json)], OneWorkload);

        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal((code, new SourcePosition("facts.json", line, column)), (diagnostic.Code, diagnostic.Position));
    }

    [Theory]
    [InlineData("{ \"web-1\": null }")]
    [InlineData("{ \"web-1\": { \"compliant\": null, \"risk\": null, \"quarantined\": null, \"addresses\": null, \"labels\": null } }")]
    public void What_is_null_is_not_known(string json)
    {
        var (facts, diagnostics) = FactsReader.Read([Source("facts.json", json)], OneWorkload);

        Assert.Empty(diagnostics);
        Assert.Equal(WorkloadFacts.Unknown, facts["web-1"]);
    }

    [Fact]
    public void Contradicting_files_are_refused_at_the_later_one()
    {
        var a = Source("a.json", """{ "web-1": { "compliant": true, "risk": "low", "labels": { "app": "a" } } }""");
        var b = Source("b.json", """{ "web-1": { "compliant": false, "risk": "high", "labels": { "app": "b" } } }""");

        var (_, diagnostics) = FactsReader.Read([b, a]);

        Assert.Equal(Enumerable.Repeat(("ZT1502", new SourcePosition("b.json", 1, 3)), 3), diagnostics.Select(d => (d.Code, d.Position)));
    }

    [Fact]
    public void Hostile_files_end_in_a_diagnostic()
    {
        string[] hostile =
        [
            new string('[', 10_000_000), $"{{ \"web-1\": {string.Concat(Enumerable.Repeat("{\"a\":", 1_000_000))}", $"{{ \"{new string('x', 10_000_000)}",
            $"{{ {string.Concat(Enumerable.Range(0, 300_000).Select(n => $"\"w{n}\": 1,\n"))}", "{ \"web-1\": { \"risk\": \"\\ud800\" } }", "\uFEFF\0",
        ];

        Assert.All(hostile, text => Assert.InRange(FactsReader.Read([Source("hostile.json", text)], OneWorkload).Diagnostics.Length, 1, 102));
    }

    private static SourceText Source(string file, string text) => new(file, Encoding.UTF8.GetBytes(text));
}
