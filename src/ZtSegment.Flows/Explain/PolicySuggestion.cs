using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Explain;

/// <summary>The narrowest FlowPolicy that would let a packet through, workload to workload.</summary>
/// <param name="Text">As a document.</param>
/// <param name="Violations">What guardrails would say of it; those of severity error would refuse it.</param>
public sealed record PolicySuggestion(FlowPolicy Policy, string Text, ImmutableArray<GuardrailViolation> Violations)
{
    /// <returns>Null where no policy could: between two addresses, in quarantine, loopback, outside the packet space, or what a target cannot express.</returns>
    internal static PolicySuggestion? For(Compilation compilation, Place source, Place destination, AskedService service)
    {
        if ((source.Row is null && destination.Row is null)
            || Has(compilation, source, destination.Address!.Value) || Has(compilation, destination, source.Address!.Value)
            || IsBeyondPolicies(compilation, source, service) || IsBeyondPolicies(compilation, destination, service))
        {
            return null;
        }

        var (from, to) = (Peer(compilation, source), Peer(compilation, destination));
        var name = FreeName(compilation, $"{Name(compilation, source)}-to-{Name(compilation, destination)}", service);
        var policy = new FlowPolicy(
            new DocumentHeader(name, default, LabelSet.Empty, LabelSet.Empty),
            [from.Peer], [to.Peer], [new LiteralPorts(default, service.Ports)], [], null, null, null, null, null);
        var text = $$"""
            apiVersion: ztsegment/v1
            kind: FlowPolicy
            metadata: { name: {{name}} }
            spec:
              from: [{ {{from.Text}} }]
              to: [{ {{to.Text}} }]
              ports: [{{service.Written}}]

            """;
        return new PolicySuggestion(policy, text, ProposedPolicy.Judge(compilation, policy));
    }

    /// <summary>A name that no policy has: with the service where the plain one is taken, then with a number.</summary>
    private static string FreeName(Compilation compilation, string name, AskedService service)
    {
        var taken = compilation.Intent.Policies.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var withService = $"{name}-{service.Written.Replace('/', '-')}";
        return Enumerable.Range(2, taken.Count + 1).Select(n => $"{withService}-{n}").Prepend(withService).Prepend(name).First(n => !taken.Contains(n));
    }

    /// <summary>Two workloads may share a virtual address; what either sends to it is its own affair.</summary>
    private static bool Has(Compilation compilation, Place place, Address address) =>
        place.Row is { } row && compilation.Table.Addresses[row].Contains(address);

    private static bool IsBeyondPolicies(Compilation compilation, Place place, AskedService service)
    {
        if (AddressSet.OutsidePacketSpace.Contains(place.Address!.Value) || PeerFindings.Loopback.Contains(place.Address.Value)
            || compilation.Table.QuarantinedAddresses.Contains(place.Address.Value))
        {
            return true;
        }

        if (place.Row is not { } row)
            return false;
        var workload = compilation.Table.Workloads[row];
        return compilation.Table.Facts[row].Quarantined
            || (workload.Nsg is not null && !IsExpressible(EnforcementTargets.Of(workload), place.Address.Value.Family, service));
    }

    private static bool IsExpressible(EnforcementTarget target, IpFamily family, AskedService service) =>
        !TargetPorts.At(target, family, service.Ports).IsEmpty
        && (service.Protocol == Protocol.Tcp || service.Protocol == Protocol.Udp || service.Protocol == Protocol.Icmp
            || service.Protocol == Protocol.Esp || service.Protocol == Protocol.Ah);

    private static string Name(Compilation compilation, Place place) =>
        place.Row is { } row ? compilation.Table.Workloads[row].Name : place.Address.ToString()!.Replace(':', '-').Trim('-');

    private static (Peer Peer, string Text) Peer(Compilation compilation, Place place)
    {
        if (place.Row is { } row)
            return (new WorkloadPeer(default, compilation.Table.Workloads[row].Name), $"workload: {compilation.Table.Workloads[row].Name}");
        var address = place.Address!.Value;
        var cidr = new Cidr(address, Address.Bits(address.Family));
        return (new CidrPeer(default, cidr, []), $"cidr: \"{cidr}\"");
    }
}
