using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>At which enforcement points of a workload its end is judged.</summary>
public enum EnforcementTarget
{
    Linux,
    Nsg,

    /// <summary>Let through only if both points do.</summary>
    Both,
}

public static class EnforcementTargets
{
    /// <exception cref="ArgumentException">The workload is unmanaged: nothing is enforced there.</exception>
    public static EnforcementTarget Of(Workload workload) => (workload.LinuxHost, workload.Nsg) switch
    {
        (not null, not null) => EnforcementTarget.Both,
        (not null, null) => EnforcementTarget.Linux,
        (null, not null) => EnforcementTarget.Nsg,
        _ => throw new ArgumentException($"workload `{workload.Name}` is unmanaged", nameof(workload)),
    };
}
