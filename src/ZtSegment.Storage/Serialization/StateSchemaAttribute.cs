namespace ZtSegment.Storage;

/// <summary>The version of a stored state's shape. A type without it has version 1.</summary>
/// <remarks>
/// A new member with a default needs no new version: older builds skip it, and lose it when they write. One that must not be lost, and any other change,
/// gets the next version, a step in <see cref="Upgrade"/> from the one before, and keeps a sample of the old shape among the tests.
/// </remarks>
/// <param name="version">From 1.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class StateSchemaAttribute(int version) : Attribute
{
    public int Version => version;

    /// <summary>An <see cref="IStateUpgrade"/> with a constructor without parameters; required from version 2 on.</summary>
    public Type? Upgrade { get; init; }
}
