using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Facts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.Points;
using ZtSegment.Storage;

namespace ZtSegment.Cluster.Tests;

/// <summary>What grains keep loads in every later build: <c>StoredStates/NAME.vN.json</c> is what schema N looks like, and stays for ever.</summary>
public sealed class StoredStateTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 25, 4, 0, 0, TimeSpan.Zero);
    private static readonly VersionedJsonSerializer Serializer = new();

    [Fact]
    public void The_intent_is_stored_as_its_sample() => AssertSample("intent", 1, new IntentState
    {
        Head = new IntentHead(3, 2, "hash", new Freeze("ops", "a move", Then, null, "facts")),
        AcceptedPlan = "sha256:1",
        Staged =
        [
            new StagedPlan(
                "sha256:2", 2, ImmutableSortedDictionary<string, string>.Empty.Add("shop", "hash"), "ids", "json", "author", "", Then, null, "shop", ulong.MaxValue, false, true),
        ],
    });

    [Fact]
    public void Facts_are_stored_as_their_sample() => AssertSample("facts", 1, new FactShardState
    {
        Facts = ImmutableSortedDictionary<string, VersionedFacts>.Empty.Add("web", new VersionedFacts("web", 4, new StoredFacts(
            true, "low", false, ["10.0.0.1"], ImmutableSortedDictionary<string, string>.Empty.Add("tier", "web")))),
    });

    [Fact]
    public void A_point_is_stored_as_its_sample() => AssertSample("point", 1, new EnforcementPointState
    {
        Generation = 5, Observed = new Acknowledged(5, null, "digest", Then), Held = new Hold("ops", "a disk", Then, Then.AddHours(4)), From = new PushedFrom(2, 9),
    });

    [Fact]
    public void Content_is_stored_as_its_sample() => AssertSample("content", 1, new ContentState { Bytes = [1, 2, 3] });

    [Fact]
    public void States_of_nothing_come_back()
    {
        AssertComesBack(new IntentState());
        AssertComesBack(new FactShardState());
        AssertComesBack(new EnforcementPointState());
        AssertComesBack(new ContentState());
    }

    private static void AssertSample<T>(string name, int version, T state)
    {
        var sample = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "StoredStates", $"{name}.v{version}.json")).Trim();

        Assert.Equal(sample, Serializer.Serialize(state).ToString());
        Assert.Equal(sample, Serializer.Serialize(Serializer.Deserialize<T>(BinaryData.FromString(sample))).ToString());
    }

    private static void AssertComesBack<T>(T state)
    {
        var stored = Serializer.Serialize(state);
        Assert.Equal(stored.ToString(), Serializer.Serialize(Serializer.Deserialize<T>(stored)).ToString());
    }
}
