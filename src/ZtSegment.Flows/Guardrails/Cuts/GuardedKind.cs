using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>An address of a kind, and which sides of guardrails hold it.</summary>
/// <param name="Sides">By number of the side.</param>
internal sealed record KindAddress(AddressPlace Place, bool[] Sides)
{
    public IpFamily Family => Place.Address.Family;
}

/// <summary>Workloads that neither rules nor guardrails tell apart, as long as they are of one class, with everything that they let through against a guardrail.</summary>
internal sealed class GuardedKind(ClassNode workloads, EnforcementTarget? target, KindAddress[] addresses)
{
    public ClassNode Workloads { get; } = workloads;

    /// <summary>Null: unmanaged.</summary>
    public EnforcementTarget? Target { get; } = target;

    public bool IsManaged => Target is not null;

    public KindAddress[] Addresses { get; } = addresses;

    /// <summary>Any of its workloads.</summary>
    public int Row => Workloads.Rows[0];

    /// <summary>Flows with other workloads, and with others of the kind; each stands at both kinds.</summary>
    public List<ForbiddenPair> Pairs { get; } = [];

    /// <summary>Flows with addresses that no workload has, or may have.</summary>
    public List<ForbiddenOutside> Outside { get; } = [];

    public bool IsClean => Pairs.Count == 0 && Outside.Count == 0;
}

/// <summary>What passes from an address of one kind to one of another though a guardrail forbids it.</summary>
internal sealed record ForbiddenPair(
    Guardrail Guardrail, GuardedKind Source, KindAddress From, GuardedKind Destination, KindAddress To, ProtocolPorts Ports);

/// <summary>What passes between a kind and addresses beside those of workloads though a guardrail forbids it.</summary>
/// <param name="Direction">As the kind sees it.</param>
internal sealed record ForbiddenOutside(Guardrail Guardrail, Direction Direction, IpFamily Family, AddressBox Remote);
