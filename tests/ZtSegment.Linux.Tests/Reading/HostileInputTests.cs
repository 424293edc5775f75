using System.Text;
using CsCheck;
using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Tests.Proof;

namespace ZtSegment.Linux.Tests.Reading;

/// <summary>Rulesets come from files and from the network: whatever they say, a reader answers.</summary>
public sealed class HostileInputTests
{
    private static readonly SmallShop Shop = new();

    private static readonly byte[] Listing = Encoding.UTF8.GetBytes("""
        {"nftables": [{"metainfo": {"version": "1.0.6"}}, {"table": {"family": "inet", "name": "ztsegment", "handle": 1}},
        {"map": {"family": "inet", "name": "m", "table": "ztsegment", "type": ["ipv4_addr", "inet_proto", "inet_service"], "handle": 3, "map": "mark", "flags": ["interval"],
        "elem": [[{"concat": [{"prefix": {"addr": "10.0.0.0", "len": 8}}, "tcp", {"range": [80, 90]}]}, 1001]]}},
        {"set": {"family": "inet", "name": "s", "table": "ztsegment", "type": "mark", "handle": 4, "flags": ["timeout"], "elem": [{"elem": {"val": 1001, "timeout": 60, "expires": 59}}]}},
        {"chain": {"family": "inet", "table": "ztsegment", "name": "input", "handle": 5, "type": "filter", "hook": "input", "prio": -5, "policy": "drop"}},
        {"rule": {"family": "inet", "table": "ztsegment", "chain": "input", "handle": 6, "expr": [
        {"match": {"op": "==", "left": {"&": [{"payload": {"protocol": "tcp", "field": "flags"}}, ["fin", "syn"]]}, "right": "syn"}}, {"limit": "l"}, {"log": {"prefix": "x"}}, {"drop": null}]}}]}
        """);

    [Fact]
    public void Text_with_any_characters_changed_is_read_or_refused() => Changes.Array[1, 4].Sample(changes =>
    {
        var text = new StringBuilder(Shop.Text);
        foreach (var (at, replacement) in changes)
            text.Remove(at % text.Length, 1).Insert(at % text.Length, replacement);
        var reading = NftTextReader.Read(text.ToString());
        return (reading.Ruleset is null) != (reading.Problem is null);
    }, iter: 3_000);

    [Fact]
    public void Text_that_ends_anywhere_is_read_or_refused() => Gen.Int[0, Shop.Text.Length].Sample(
        length => NftTextReader.Read(Shop.Text[..length]) is { Ruleset: null } or { Problem: null }, iter: 1_000);

    [Fact]
    public void Listing_with_any_characters_changed_is_read_or_refused() => Changes.Array[1, 3].Sample(changes =>
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(Listing));
        foreach (var (at, replacement) in changes)
            text.Remove(at % text.Length, 1).Insert(at % text.Length, replacement);
        var reading = NftJsonReader.Read(Encoding.UTF8.GetBytes(text.ToString()));
        return (reading.Ruleset is null) != (reading.Problem is null);
    }, iter: 10_000);

    [Fact]
    public void Listing_as_it_stands_is_read() => Assert.Null(NftJsonReader.Read(Listing).Problem);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"nftables\": 1}")]
    [InlineData("{\"nftables\": [1]}")]
    [InlineData("{\"nftables\": [{\"rule\": {\"family\": \"\\ud800\"}}]}")]
    [InlineData("{\"nftables\": [{\"table\": {\"family\": \"ip\", \"name\": \"nat\"}}]}")]
    public void Listing_of_something_else_is_refused(string listing) => Assert.NotNull(NftJsonReader.Read(Encoding.UTF8.GetBytes(listing)).Problem);

    [Fact]
    public void Deep_nesting_is_refused()
    {
        Assert.NotNull(NftJsonReader.Read(Encoding.UTF8.GetBytes(new string('[', 100_000))).Problem);
        Assert.NotNull(NftTextReader.Read("table inet ztsegment " + new string('{', 100_000)).Problem);
        Assert.NotNull(NftTextReader.Read("table inet ztsegment { chain c { tcp flags & " + new string('(', 100_000)).Problem);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => Assert.Equal("the text is not UTF-8", NftTextReader.Read([0xFF, 0xFE, 0x00]).Problem);

    [Fact]
    public void Chains_that_call_each_other_without_end_are_unproved()
    {
        var chains = string.Concat(Enumerable.Range(0, 60).Select(i => $"chain c{i} {{ jump c{i + 1}; jump c{i + 1} }}\n"));
        var text = Shop.With("chain zt_always {", chains + "chain c60 { }\nchain zt_always {\njump c0");

        Assert.Equal(ProofVerdict.Unproved, Shop.Prove(text).Verdict);
    }

    private static readonly Gen<(int At, string Replacement)> Changes = Gen.Int[0, 1_000_000].Select(
        Gen.OneOf(Gen.OneOf("", "}", "{", "\"", "\n", ":", "-", "/", ".", "@", "(", ",", "0", "99999999999999999999", "::", "elements = {", "\\", "null", "[", "]", "-1", "1e9"), Gen.Char.AlphaNumeric.Select(c => $"{c}")),
        (at, replacement) => (at, replacement));
}
