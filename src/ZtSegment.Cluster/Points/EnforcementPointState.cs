using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.Points;

/// <summary>What is kept of an enforcement point over restarts. What it should have is computed, never kept.</summary>
public sealed class EnforcementPointState
{
    /// <summary>The highest generation that was ever pushed to it, or that it said it has.</summary>
    public long Generation { get; set; }

    public Acknowledged? Observed { get; set; }

    public Hold? Held { get; set; }

    /// <summary>What the newest generation stands on. A silo that knows less than that pushes nothing.</summary>
    public PushedFrom From { get; set; } = PushedFrom.Nothing;

    public EnforcementPointState With(Acknowledged? observed, long generation) => new() { Generation = generation, Observed = observed, Held = Held, From = From };

    public EnforcementPointState With(Hold? held) => new() { Generation = Generation, Observed = Observed, Held = held, From = From };

    public EnforcementPointState With(long generation, PushedFrom from) => new() { Generation = generation, Observed = Observed, Held = Held, From = from };
}

/// <param name="FactsSeen">The sum of the versions of all facts.</param>
[GenerateSerializer, Immutable, Alias("zt.pushed-from")]
public sealed record PushedFrom([property: Id(0)] long Revision, [property: Id(1)] long FactsSeen)
{
    public static PushedFrom Nothing { get; } = new(0, 0);

    public bool IsBeyond(long revision, long factsSeen) => Revision > revision || (Revision == revision && FactsSeen > factsSeen);
}

/// <summary>What the host said it enforces.</summary>
/// <param name="Hash">Of the ruleset's dated text; null where the host does not know.</param>
/// <param name="ProvedAt">When what was read back was last found equal in meaning to what was pushed; null where it was not.</param>
[GenerateSerializer, Immutable, Alias("zt.acknowledged")]
public sealed record Acknowledged(
    [property: Id(0)] long Generation, [property: Id(1)] string? Hash, [property: Id(2)] string? Digest, [property: Id(3)] DateTimeOffset? ProvedAt);
