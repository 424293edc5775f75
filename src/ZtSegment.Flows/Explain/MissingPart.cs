using System.Globalization;
using ZtSegment.Language;

namespace ZtSegment.Flows.Explain;

/// <summary>What a denying end lacks: the bare fact, then the policies that come nearest, with what keeps each from counting.</summary>
internal sealed class MissingPart(Compilation compilation, AskedService service)
{
    private const int MostNearMisses = 3;

    private readonly WorkloadTable table = compilation.Table;

    public string Text(Direction direction, Place own, Place remote)
    {
        var row = own.Row!.Value;
        var (name, address) = (table.Workloads[row].Name, remote.Address!.Value);
        if (AddressSet.OutsidePacketSpace.Contains(address))
            return $"{address} is multicast or broadcast: no policy covers it, and every managed end drops it";
        if (table.Addresses[row].Contains(address))
            return $"{address} is an address of {name} itself";
        if (table.Facts[row].Quarantined)
            return $"{name} is in quarantine: no policy selects it";
        if (table.QuarantinedAddresses.Contains(address))
            return $"{(remote.Row is { } other ? table.Workloads[other].Name : address)} is in quarantine: its addresses belong to no peer";
        if (CutBy(row, direction, address) is { } guardrail)
            return $"guardrail `{guardrail.Name}` ({guardrail.Position.File}:{guardrail.Position.Line}) leaves it out, since reported labels or addresses let it break";
        var (side, otherSide) = direction == Direction.Egress ? ("from", "to") : ("to", "from");
        var nearest = new NearMisses(compilation, service, direction, row, remote).Nearest.Take(MostNearMisses).ToList();
        return string.Join("; ", nearest.Prepend($"no policy selects {name} in `{side}` with {address} in `{otherSide}` on {service}"));
    }

    private Guardrail? CutBy(int row, Direction direction, Address remote) => compilation.Cuts
        .FirstOrDefault(c => c.Direction == direction && c.Rows.Contains(row)
            && c.Remote.Contains(remote) && c.Ports.Contains(service.Protocol, service.AnyPort))?.Guardrail;

    internal static string Place(FlowPolicy policy) => $"policy `{policy.Name}` ({policy.Position.File}:{policy.Position.Line})";

    internal static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
