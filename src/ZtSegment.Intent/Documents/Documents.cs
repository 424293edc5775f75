using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>What every document has.</summary>
/// <param name="Name">A DNS subdomain name (RFC 1123), unique per kind.</param>
/// <param name="Position">Where the document's <c>metadata.name</c> stands.</param>
/// <param name="Annotations">Free text; the compiler ignores it.</param>
public sealed record DocumentHeader(string Name, SourcePosition Position, LabelSet Labels, LabelSet Annotations);

public abstract record Document(DocumentHeader Header)
{
    public string Name => Header.Name;

    public SourcePosition Position => Header.Position;

    public DocumentKind Kind => this switch
    {
        Estate => DocumentKind.Estate,
        Workload => DocumentKind.Workload,
        Segment => DocumentKind.Segment,
        Rollout => DocumentKind.Rollout,
        AddressGroup => DocumentKind.AddressGroup,
        PortGroup => DocumentKind.PortGroup,
        FlowPolicy => DocumentKind.FlowPolicy,
        Guardrail => DocumentKind.Guardrail,
        _ => DocumentKind.EnforcementPoint,
    };
}

/// <summary>What is done with what would be denied.</summary>
public enum Mode
{
    Observe,
    Enforce,
}

/// <summary>At most one per intent.</summary>
public sealed record Estate(DocumentHeader Header, Mode DefaultMode, Management Management) : Document(Header);

/// <summary>Always let in and out of every managed Linux workload (and of its NSG, where it has both).</summary>
public sealed record Management(ImmutableArray<ManagementAccess> Access, ManagementController? Controller)
{
    public static Management None { get; } = new([], null);
}

/// <summary>Let in from these prefixes.</summary>
public sealed record ManagementAccess(SourcePosition Position, ImmutableArray<Cidr> From, ImmutableArray<PortEntry> Ports);

/// <summary>Let out to these addresses, on one port.</summary>
public sealed record ManagementController(SourcePosition Position, ImmutableArray<Address> Addresses, Protocol Protocol, ushort Port);

/// <summary>Something with addresses and labels that sends or receives.</summary>
/// <param name="Addresses">Declared, in order of the document; empty with <see cref="AddressesFrom"/>.</param>
/// <param name="LinuxHost">The Linux host that enforces, a DNS name; null for none.</param>
/// <param name="Nsg">The resource id of the Azure network security group that enforces, as written; null for none.</param>
public sealed record Workload(
    DocumentHeader Header,
    ImmutableArray<Address> Addresses,
    AddressesFrom? AddressesFrom,
    ImmutableArray<Address> VirtualAddresses,
    ImmutableArray<PortName> Ports,
    string? LinuxHost,
    string? Nsg) : Document(Header)
{
    public LabelSet Labels => Header.Labels;

    public bool IsManaged => LinuxHost is not null || Nsg is not null;
}

/// <summary>Who tells a workload's addresses.</summary>
public enum AddressSource
{
    Agent,
    Azure,
}

/// <param name="Within">Reported addresses outside these prefixes are refused.</param>
public sealed record AddressesFrom(AddressSource Source, ImmutableArray<Cidr> Within);

public sealed record Segment(DocumentHeader Header, Selector Selector, ImmutableArray<PortName> Ports, bool MayBeEmpty) : Document(Header);

/// <summary>A direction that is null is not spoken of.</summary>
public sealed record Rollout(DocumentHeader Header, Selector Selector, Mode? Ingress, Mode? Egress) : Document(Header);

/// <summary>Named addresses outside the managed estate. It has prefixes, a service tag, or both.</summary>
public sealed record AddressGroup(
    DocumentHeader Header, ImmutableArray<Cidr> Cidrs, ImmutableArray<Cidr> Except, string? ServiceTag) : Document(Header);

/// <summary>Holds no names and no groups.</summary>
public sealed record PortGroup(DocumentHeader Header, ProtocolPorts Ports) : Document(Header);

public enum Risk
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>What a workload's posture must be for a policy to select it, at either end.</summary>
public sealed record PolicyCondition(bool Compliant, Risk? MaxRisk);

public sealed record FlowPolicy(
    DocumentHeader Header,
    ImmutableArray<Peer> From,
    ImmutableArray<Peer> To,
    ImmutableArray<PortEntry> Ports,
    ImmutableArray<string> SameLabels,
    PolicyCondition? When,
    DateTimeOffset? Expires,
    DateTimeOffset? ReviewBy,
    string? Owner,
    string? Description) : Document(Header)
{
    /// <summary>Live while <paramref name="now"/> is before <see cref="Expires"/>.</summary>
    public bool IsLive(DateTimeOffset now) => Expires is null || now < Expires;
}

/// <summary>How an NSG is shared with others' rules.</summary>
public enum NsgOwnership
{
    Exclusive,
    Shared,
}

/// <summary>How an Azure network security group is taken over and kept.</summary>
public sealed record EnforcementPointDocument(
    DocumentHeader Header, string Nsg, NsgOwnership Ownership, bool Adopt, bool Create) : Document(Header);
