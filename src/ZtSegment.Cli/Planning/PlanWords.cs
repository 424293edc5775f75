using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Plan;
using ZtSegment.Language;

namespace ZtSegment.Cli.Planning;

/// <summary>The wording that a plan's text and its markdown share.</summary>
internal static class PlanWords
{
    public static string Count(FlowChanges changes)
    {
        var (pairs, addresses) = (changes.WorkloadPairs, changes.AddressPairs);
        return string.Join(" and ", new[]
        {
            pairs == 0 ? "" : $"flows between {Many(pairs, "pair")} of workloads",
            addresses == 0 ? "" : $"flows of {Many(addresses, "workload")} with addresses outside",
        }.Where(w => w.Length > 0));
    }

    /// <summary>As documents write them; what is left of <c>any</c> as what it is not.</summary>
    public static string Services(ProtocolPorts ports) => ports.IsAny || !ports.Rest ? ports.ToString() : $"any but {ProtocolPorts.Any.Subtract(ports)}";

    public static string Extent(FoldedFlow flow)
    {
        var example = $"{flow.Example.Source} → {flow.Example.Destination}";
        var unit = IsAddress(flow.Source) || IsAddress(flow.Destination) ? "workload" : "pair";
        return flow.Pairs == 1 ? example : $"{Many(flow.Pairs, unit)}, such as {example}";
    }

    public static string Many(long count, string word) => count == 1 ? $"1 {word}" : $"{count:N0} {word}s";

    private static bool IsAddress(Endpoint endpoint) => endpoint.Kind is EndpointKind.Cidr or EndpointKind.AddressGroup;
}
