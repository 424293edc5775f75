namespace ZtSegment.Cli.Up;

/// <param name="Paths">Of the documents.</param>
/// <param name="AutoApply">Later plans are applied too, not only the first.</param>
/// <param name="Once">Converges, probes every pair, and ends.</param>
/// <param name="State">The controller's state folder; null: one that is gone afterwards.</param>
/// <param name="Listen">Where the API listens.</param>
internal sealed record UpOptions(IReadOnlyList<string> Paths, bool AutoApply, bool HasLab, bool Once, string? State, string Listen, bool IsJson)
{
    /// <summary>The source whose documents these are.</summary>
    public const string Source = "up";
}
