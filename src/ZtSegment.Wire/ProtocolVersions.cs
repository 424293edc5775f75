namespace ZtSegment.Wire;

/// <summary>The protocols that this build speaks: every one from the oldest to the newest.</summary>
public static class ProtocolVersions
{
    public const uint Oldest = 1;
    public const uint Newest = 1;

    /// <summary>The newest that both sides speak; null where there is none.</summary>
    public static uint? Common(uint oldest, uint newest) =>
        Math.Min(newest, Newest) is var common && common >= Math.Max(oldest, Oldest) && oldest <= newest ? common : null;
}
