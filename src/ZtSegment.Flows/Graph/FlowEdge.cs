using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>One entry of the flow graph: what a set of policies lets from one endpoint to another over one protocol.</summary>
/// <param name="Protocol">Null: any.</param>
/// <param name="Ports">Destination ports; empty for protocols without ports, and for any.</param>
/// <param name="Policies">By name; each has its source position. Empty for the estate's management section.</param>
/// <param name="IsComposed">Both ends are managed and no single policy lets it through both.</param>
public sealed record FlowEdge(
    Endpoint Source,
    Endpoint Destination,
    Protocol? Protocol,
    PortSet Ports,
    ImmutableArray<FlowPolicy> Policies,
    bool IsComposed,
    bool IsManagement,
    EndModes SourceModes,
    EndModes DestinationModes)
{
    /// <summary>By source, destination, protocol and policies, so that equal graphs are written as equal bytes.</summary>
    public static IComparer<FlowEdge> Order { get; } = Comparer<FlowEdge>.Create(Compare);

    public string ProtocolWord => WordOf(Protocol);

    internal static string WordOf(Protocol? protocol) => protocol?.ToString() ?? "any";

    private static int Compare(FlowEdge a, FlowEdge b)
    {
        var order = a.Source.CompareTo(b.Source);
        if (order == 0)
            order = a.Destination.CompareTo(b.Destination);
        return order != 0 ? order : FlowService.Compare(a.ServiceOf(), b.ServiceOf());
    }

    private FlowService ServiceOf() => new(Protocol, Ports, Policies, IsComposed, IsManagement);
}

/// <summary>An edge without its ends: all pairs of workloads that look alike share it.</summary>
internal sealed record FlowService(Protocol? Protocol, PortSet Ports, ImmutableArray<FlowPolicy> Policies, bool IsComposed, bool IsManagement)
{
    /// <summary>One per protocol; <c>any</c> absorbs what is narrower.</summary>
    public static IEnumerable<FlowService> Of(ProtocolPorts ports, ImmutableArray<FlowPolicy> policies, bool isComposed, bool isManagement) => ports.Rest
        ? [new FlowService(null, PortSet.Empty, policies, isComposed, isManagement)]
        : ports.Listed.Select(l => new FlowService(
            l.Protocol, l.Protocol.HasPorts ? l.Ports : PortSet.Empty, policies, isComposed, isManagement));

    public FlowEdge Between(Endpoint source, EndModes sourceModes, Endpoint destination, EndModes destinationModes) =>
        new(source, destination, Protocol, Ports, Policies, IsComposed, IsManagement, sourceModes, destinationModes);

    public static int Compare(FlowService a, FlowService b)
    {
        var order = string.CompareOrdinal(FlowEdge.WordOf(a.Protocol), FlowEdge.WordOf(b.Protocol));
        for (var i = 0; order == 0 && i < Math.Min(a.Policies.Length, b.Policies.Length); i++)
            order = string.CompareOrdinal(a.Policies[i].Name, b.Policies[i].Name);
        if (order == 0)
            order = a.Policies.Length.CompareTo(b.Policies.Length);
        if (order == 0)
            order = a.IsComposed.CompareTo(b.IsComposed);
        return order != 0 ? order : a.IsManagement.CompareTo(b.IsManagement);
    }
}
