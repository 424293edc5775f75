namespace ZtSegment.Storage.Tests;

/// <summary>A state.</summary>
public sealed record Counter
{
    public long Number { get; init; }

    public string Text { get; init; } = "";
}
