using System.Reflection;
using ZtSegment.Cluster.Facts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.Points;

namespace ZtSegment.Storage.Tests.Serialization;

/// <summary>States as older builds stored them still load, and mean the same.</summary>
/// <remarks>
/// A sample is <c>Samples/NAME.vN.json</c>: a stored state of schema N. All samples of a name are the same state, so each, loaded and stored again, must give the
/// newest one. A type that is stored has a line in <see cref="Types"/> and a sample of each of its versions.
/// </remarks>
public sealed class StoredSampleTests
{
    private static readonly VersionedJsonSerializer Serializer = new();

    private static readonly Dictionary<string, (Type Type, Func<BinaryData, string> StoredAgain)> Types = new()
    {
        ["aged"] = (typeof(Aged), StoredAgain<Aged>),
        ["content"] = (typeof(ContentState), StoredAgain<ContentState>),
        ["facts"] = (typeof(FactShardState), StoredAgain<FactShardState>),
        ["intent"] = (typeof(IntentState), StoredAgain<IntentState>),
        ["point"] = (typeof(EnforcementPointState), StoredAgain<EnforcementPointState>),
    };

    public static IEnumerable<object[]> Samples => from type in Types from version in Enumerable.Range(1, VersionOf(type.Value.Type)) select new object[] { type.Key, version };

    [Theory, MemberData(nameof(Samples))]
    public void A_state_stored_by_an_older_build_loads_in_this_one(string name, int version)
    {
        var (type, storedAgain) = Types[name];

        Assert.Equal(Sample(name, VersionOf(type)), storedAgain(BinaryData.FromString(Sample(name, version))));
    }

    private static string Sample(string name, int version) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Serialization", "Samples", $"{name}.v{version}.json")).Trim();

    private static string StoredAgain<T>(BinaryData stored) => Serializer.Serialize(Serializer.Deserialize<T>(stored)).ToString();

    private static int VersionOf(Type type) => type.GetCustomAttribute<StateSchemaAttribute>()?.Version ?? 1;
}
