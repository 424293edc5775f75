using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>What the Estate's management section lets through on one side only.</summary>
/// <param name="IsRemoved">Whether the new documents lack it: a plan refuses that unless it is told otherwise.</param>
/// <param name="IsController">The way out to the controller; else access, the way in.</param>
/// <param name="Remote">From where, or to where.</param>
/// <param name="Services">As documents write them.</param>
public sealed record ManagementChange(bool IsRemoved, bool IsController, Cidr Remote, string Services);

/// <summary>Compares management sections by what they let through, not by how they are written.</summary>
internal static class ManagementChanges
{
    public static IEnumerable<ManagementChange> Between(Intent old, Intent @new) =>
        OnlyIn(old, @new).Select(part => new ManagementChange(true, part.IsController, part.Remote, part.Services))
            .Concat(OnlyIn(@new, old).Select(part => new ManagementChange(false, part.IsController, part.Remote, part.Services)));

    private static IEnumerable<(bool IsController, Cidr Remote, string Services)> OnlyIn(Intent own, Intent other)
    {
        var there = other.Management.Access.SelectMany(a => Literal(other, a)).ToList();
        foreach (var region in EndRegions.Merged(EndRegions.Without(own.Management.Access.SelectMany(a => Literal(own, a)), there)))
        {
            foreach (var cidr in CidrCover.Of(region.Remote, region.Family))
                yield return (false, cidr, region.Ports.ToString());
        }

        var named = other.Management.Access.SelectMany(a => Named(other, a)).ToLookup(n => n.Name, n => n.Remote);
        foreach (var same in own.Management.Access.SelectMany(a => Named(own, a)).GroupBy(n => n.Name, n => n.Remote))
        {
            var left = AddressSet.From(same).Subtract(AddressSet.From(named[same.Key]));
            foreach (var cidr in CidrCover.Of(left))
                yield return (false, cidr, same.Key);
        }

        if (own.Management.Controller is not { } controller)
            yield break;
        var kept = other.Management.Controller is { } theirs && theirs.Protocol == controller.Protocol && theirs.Port == controller.Port ? theirs.Addresses : [];
        foreach (var address in controller.Addresses.Except(kept))
            yield return (true, new Cidr(address, Address.Bits(address.Family)), $"{controller.Port}/{controller.Protocol}");
    }

    private static IEnumerable<EndRegion> Literal(Intent intent, ManagementAccess access) => access.From.Select(cidr =>
        new EndRegion(cidr.Family, IntervalSet<UInt128>.Of(cidr.Range), PortResolver.Split(intent, access.Ports).Literal));

    private static IEnumerable<(string Name, Cidr Remote)> Named(Intent intent, ManagementAccess access) =>
        from name in PortResolver.Split(intent, access.Ports).Names
        from cidr in access.From
        select (name, cidr);
}
