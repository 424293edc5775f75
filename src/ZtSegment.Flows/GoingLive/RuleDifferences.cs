using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows.GoingLive;

/// <summary>Some remote addresses of one family on some ports.</summary>
internal readonly record struct PacketBox(IpFamily Family, IntervalSet<UInt128> Remote, ProtocolPorts Ports);

/// <summary>What some rules let through and others do not, worked out once for each pair of programs.</summary>
/// <remarks>Where a service tag may hold any address, what comes or goes by one comes or goes everywhere.</remarks>
internal sealed class RuleDifferences
{
    private static readonly AddressSet Everything = AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]);
    private static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    private readonly Dictionary<(ProgramRule[]? Some, ProgramRule[]? Others, bool ByTags), ImmutableArray<PacketBox>> known = [];

    public ImmutableArray<PacketBox> Of(ImmutableArray<ProgramRule> some, ImmutableArray<ProgramRule> others, bool byTags)
    {
        var key = (ImmutableCollectionsMarshal.AsArray(some), ImmutableCollectionsMarshal.AsArray(others), byTags);
        if (!known.TryGetValue(key, out var boxes))
            known[key] = boxes = [.. Find(some, others, byTags)];
        return boxes;
    }

    private static IEnumerable<PacketBox> Find(ImmutableArray<ProgramRule> some, ImmutableArray<ProgramRule> others, bool byTags)
    {
        if (some == others)
            yield break;
        var same = others.Select(r => (r.Remote, r.Ports)).ToHashSet();
        foreach (var rule in some.Where(r => !same.Contains((r.Remote, r.Ports))))
        {
            var isTag = byTags && rule.Remote.ServiceTag is not null;
            foreach (var family in Families)
            {
                var boxes = new List<AddressBox> { new((isTag ? Everything : rule.Remote.Set)[family], rule.Ports) };
                foreach (var other in others)
                {
                    if (boxes.Count == 0)
                        break;
                    if (isTag ? other.Remote.IsLike(rule.Remote) : !byTags || other.Remote.ServiceTag is null)
                        boxes = AddressBox.Subtract(boxes, (isTag ? Everything : other.Remote.Set)[family], other.Ports);
                }

                foreach (var box in boxes)
                {
                    if (!box.Addresses.IsEmpty)
                        yield return new PacketBox(family, box.Addresses, box.Ports);
                }
            }
        }
    }
}
