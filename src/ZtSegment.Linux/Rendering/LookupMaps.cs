using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>The maps of one direction and family, and the sets of management: what the template declares and the renderer fills.</summary>
internal static class LookupMaps
{
    public static readonly Direction[] Directions = [Direction.Ingress, Direction.Egress];
    public static readonly IpFamily[] Families = [IpFamily.V4, IpFamily.V6];

    public static readonly IReadOnlyList<DeclaredSet> ManagementSets =
    [
        .. Families.SelectMany(family => new[] { MapKind.NetPort, MapKind.Net }
            .Select(kind => new DeclaredSet("set", AccessName(family, kind), KeyType(family, kind), Interval: true))),
        .. Families.Select(family => new DeclaredSet("set", ControllerName(family), KeyType(family, MapKind.HostPort), Interval: false)),
    ];

    public static readonly IReadOnlyList<DeclaredSet> Maps =
    [
        .. from direction in Directions
           from family in Families
           from kind in Enum.GetValues<MapKind>()
           select new DeclaredSet("map", Name(direction, family, kind), KeyType(family, kind) + " : mark", kind is MapKind.Net or MapKind.NetPort),
    ];

    public static string Prefix(Direction direction, IpFamily family) => $"zt_{(direction == Direction.Ingress ? "in" : "out")}{Digit(family)}";

    public static string Name(Direction direction, IpFamily family, MapKind kind) => Prefix(direction, family) + kind switch
    {
        MapKind.HostPort => "_host_port",
        MapKind.Host => "_host",
        MapKind.NetPort => "_net_port",
        _ => "_net",
    };

    public static string AccessName(IpFamily family, MapKind kind) => $"zt_access{Digit(family)}{(kind == MapKind.NetPort ? "_port" : "")}";

    public static string ControllerName(IpFamily family) => $"zt_controller{Digit(family)}";

    public static string SelfName(IpFamily family) => $"zt_self{Digit(family)}";

    private static string KeyType(IpFamily family, MapKind kind) =>
        $"ipv{Digit(family)}_addr . inet_proto{(kind is MapKind.HostPort or MapKind.NetPort ? " . inet_service" : "")}";

    private static char Digit(IpFamily family) => family == IpFamily.V4 ? '4' : '6';
}

/// <param name="Keyword"><c>set</c> or <c>map</c>.</param>
internal sealed record DeclaredSet(string Keyword, string Name, string Type, bool Interval);
