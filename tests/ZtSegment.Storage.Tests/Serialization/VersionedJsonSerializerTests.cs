using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;

namespace ZtSegment.Storage.Tests.Serialization;

public sealed class VersionedJsonSerializerTests
{
    private readonly VersionedJsonSerializer serializer = new();

    [Fact]
    public void Any_state_is_read_as_it_was_written() =>
        Gen.Select(Gen.String, Gen.String.Array, Gen.Enum<AgedMode>(), Gen.Long.Nullable()).Sample((name, addresses, mode, seen) =>
        {
            var state = new Aged(name, [.. addresses], mode, seen);
            var read = serializer.Deserialize<Aged>(serializer.Serialize(state))!;
            Assert.Equal(state with { Addresses = [] }, read with { Addresses = [] });
            Assert.Equal(addresses, read.Addresses);
        });

    [Fact]
    public void What_is_stored_says_its_schema_first() => Assert.Equal(
        """{"schema":3,"state":{"name":"a","addresses":["10.0.0.1"],"mode":"enforce","seen":5}}""",
        serializer.Serialize(new Aged("a", ["10.0.0.1"], AgedMode.Enforce, 5)).ToString());

    [Fact]
    public void Unknown_members_are_skipped_so_that_two_builds_work_side_by_side() => Assert.Equal(
        new Counter { Number = 1, Text = "a" },
        serializer.Deserialize<Counter>(BinaryData.FromString("""{"schema":1,"state":{"number":1,"later":{"x":[1]},"text":"a"}}""")));

    [Theory]
    [InlineData("""{"schema":4,"state":{"name":"a","addresses":[],"mode":"enforce"}}""")] // a newer build
    [InlineData("""{"schema":0,"state":{}}""")]
    [InlineData("""{"schema":"3","state":{}}""")]
    [InlineData("""{"state":{}}""")]
    [InlineData("""{"schema":3}""")]
    [InlineData("""{"schema":3,"state":{"name":"a","addresses":[]}}""")] // the mode is missing
    [InlineData("""{"schema":3,"state":{"name":null,"addresses":[],"mode":"enforce"}}""")]
    [InlineData("""{"schema":3,"state":{"name":"a","addresses":[],"mode":1}}""")]
    [InlineData("""{"schema":3,"state":{"name":"a","addresses":[],"mode":"allow"}}""")]
    [InlineData("""{"schema":3,"state":{"name":"a" """)]
    [InlineData("[]")]
    [InlineData("")]
    public void What_cannot_be_a_state_of_this_build_is_refused(string stored) =>
        Assert.ThrowsAny<JsonException>(() => serializer.Deserialize<Aged>(BinaryData.FromString(stored)));
}
