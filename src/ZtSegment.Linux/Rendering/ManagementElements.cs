using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>
/// The elements of the management sets, the same for every program. Management is no policy: sets of their own, from or to any local
/// address, so that no typo in addresses locks anybody out.
/// </summary>
internal sealed class ManagementElements
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    public ManagementElements(Intent intent)
    {
        var access = intent.Management.Access
            .Select(a => new RankedRule(0, null, AddressBlock.OfNets(a.From, AddressSet.Empty), PortResolver.Split(intent, a.Ports).Literal))
            .ToList();
        RankedRule[] controller = intent.Management.Controller is { } c
            ? [new RankedRule(0, null, AddressBlock.OfHosts(c.Addresses), ProtocolPorts.Of(c.Protocol, PortSet.Of(c.Port)))]
            : [];
        foreach (var family in LookupMaps.Families)
        {
            var layout = ElementLayout.Of(access, family);
            foreach (var kind in new[] { MapKind.NetPort, MapKind.Net })
                texts[LookupMaps.AccessName(family, kind)] = Text(layout, kind, family);
            texts[LookupMaps.ControllerName(family)] = Text(ElementLayout.Of(controller, family), MapKind.HostPort, family);
        }
    }

    /// <summary>The elements of the set of that name; empty where it has none.</summary>
    public string this[string set] => texts[set];

    private static string Text(ElementLayout layout, MapKind kind, IpFamily family)
    {
        using var text = new TextBuffer();
        ElementText.Append(text, layout, kind, family);
        return text.ToString();
    }
}
