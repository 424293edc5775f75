using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Facts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.Points;
using ZtSegment.Storage;

namespace ZtSegment.Cluster.Tests;

public sealed class StoredStateTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 25, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void States_come_back_as_they_were_stored()
    {
        AssertComesBack(new IntentState());
        AssertComesBack(new IntentState
        {
            Head = new IntentHead(3, 2, "hash", new Freeze("ops", "a move", Then, null, "facts")),
            AcceptedPlan = "sha256:1",
            Staged = [new StagedPlan("sha256:2", 2, ImmutableSortedDictionary<string, string>.Empty.Add("shop", "hash"), "ids", "json", "author", "", Then, null, "shop", 7, false, true)],
        });
        AssertComesBack(new FactShardState());
        AssertComesBack(new FactShardState
        {
            Facts = ImmutableSortedDictionary<string, VersionedFacts>.Empty.Add("web", new VersionedFacts("web", 4, StoredFacts.Unknown with { Risk = "low" })),
        });
        AssertComesBack(new EnforcementPointState());
        AssertComesBack(new EnforcementPointState { Generation = 5, Observed = new Acknowledged(5, null, "digest", null), Held = new Hold("ops", "", Then, null) });
        AssertComesBack(new ContentState { Bytes = [1, 2, 3] });
    }

    private static void AssertComesBack<T>(T state)
    {
        var serializer = new VersionedJsonSerializer();
        var stored = serializer.Serialize(state);
        Assert.Equal(stored.ToString(), serializer.Serialize(serializer.Deserialize<T>(stored)).ToString());
    }
}
