using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Lab;

/// <summary>What a host of the lab stands for.</summary>
internal enum LabKind
{
    /// <summary>A workload on a Linux host: its ruleset is loaded.</summary>
    Linux,

    /// <summary>A workload behind an NSG alone: the lab has no such thing, so nothing is enforced there.</summary>
    Nsg,

    Unmanaged,

    /// <summary>One address of an address group, a CIDR or the management section.</summary>
    Peer,
}

/// <summary>What a host of the lab stands for, and what its end does.</summary>
/// <param name="Workload">Null for <see cref="LabKind.Peer"/>.</param>
/// <param name="Holds">All addresses that its workload has, those that live on another host of the lab included.</param>
/// <param name="Modes">Null where no ruleset is loaded.</param>
internal sealed record LabRole(LabKind Kind, Workload? Workload, ImmutableArray<Address> Holds, Modes? Modes)
{
    /// <summary>Only such an end can stop a flow.</summary>
    public bool Enforces(Direction direction) => Modes is { } modes && modes[direction] == Mode.Enforce;
}
