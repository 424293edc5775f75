using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Scriban;
using Scriban.Runtime;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>Renders rule programs as nftables rulesets: a head with the host's own addresses, and a program that like hosts share.</summary>
/// <remarks>Canonical: equal inputs give equal bytes. Safe for use by several threads.</remarks>
public sealed class NftRenderer(Compilation compilation)
{
    /// <summary>nft keeps at most 128 bytes of comment with an element, the terminating zero included.</summary>
    private const int LongestComment = 120;

    private static readonly Template ProgramTemplate = Parse("ruleset.sbn-nft");
    private static readonly Template HeadTemplate = Parse("self.sbn-nft");

    private readonly ElementText elementText = new();
    private readonly Lazy<ImmutableArray<NamedSet>> managementSets = new(() => [.. ManagementSets(compilation.Intent)]);

    /// <summary>The whole file of one Linux host.</summary>
    public string RenderHost(int row) => RenderHead(row) + RenderProgram(compilation.ClassOf[row]);

    /// <summary>What only this host has: its name and its own addresses.</summary>
    public string RenderHead(int row)
    {
        var workload = compilation.Table.Workloads[row];
        var modes = compilation.ClassOf[row].Modes;
        var model = Model();
        model["host"] = workload.LinuxHost;
        model["workload"] = workload.Name;
        model["ingress"] = Word(modes.Ingress);
        model["egress"] = Word(modes.Egress);
        model["self4"] = OwnAddresses(row, IpFamily.V4);
        model["self6"] = OwnAddresses(row, IpFamily.V6);
        return Render(HeadTemplate, model);
    }

    /// <summary>What every host of the class has.</summary>
    public string RenderProgram(WorkloadClass workloads)
    {
        var model = Model();
        model["live"] = LiveIds(workloads.Program);
        model["sets"] = managementSets.Value.Concat(Maps(workloads.Program)).Select(ToScript).ToList();
        model["lookups"] = Lookups;
        model["observe"] = new ScriptObject
        {
            ["ingress"] = workloads.Modes.Ingress == Mode.Observe,
            ["egress"] = workloads.Modes.Egress == Mode.Observe,
        };
        return Render(ProgramTemplate, model);
    }

    private static string Word(Mode mode) => mode == Mode.Enforce ? "enforce" : "observe";

    private string OwnAddresses(int row, IpFamily family) => string.Concat(compilation.Table.Addresses[row]
        .Where(a => a.Family == family).Order().Select(a => $"\t\t\t{a},\n"));

    /// <summary>The ids of the program's policies, each with its name, and with a timeout where it ends.</summary>
    private string LiveIds(RuleProgram program)
    {
        var text = new StringBuilder();
        foreach (var index in program.Ingress.Concat(program.Egress).Select(r => r.Policy).Distinct().Order())
        {
            var policy = compilation.Intent.Policies[index];
            text.Append($"\t\t\t{compilation.Ids[policy.Name]}");
            var comment = policy.Name;
            if (policy.Expires is { } deadline)
            {
                text.Append($" timeout {KernelTimeout.Text(KernelTimeout.Of(deadline, compilation.Now))}");
                comment = $"until {deadline.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {comment}";
            }

            text.Append($" comment \"{(comment.Length > LongestComment ? comment[..LongestComment] : comment)}\",\n");
        }

        return text.ToString();
    }

    private IEnumerable<NamedSet> Maps(RuleProgram program)
    {
        foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
        {
            var rules = program[direction]
                .Select(r => new RankedRule(compilation.Ids[compilation.Intent.Policies[r.Policy].Name], compilation.DeadlineOf(r.Policy), r.Remote, r.Ports))
                .ToList();
            foreach (var family in new[] { IpFamily.V4, IpFamily.V6 })
            {
                var layout = ElementLayout.Of(rules, family);
                foreach (var kind in Enum.GetValues<MapKind>())
                    yield return new NamedSet("map", MapName(direction, family, kind), KeyType(family, kind) + " : mark", kind is MapKind.Net or MapKind.NetPort, elementText.Of(layout, kind, family));
            }
        }
    }

    /// <summary>Management is no policy: sets of their own, from or to any local address, so that no typo in addresses locks anybody out.</summary>
    private static IEnumerable<NamedSet> ManagementSets(Intent intent)
    {
        var text = new ElementText();
        var access = intent.Management.Access
            .Select(a => new RankedRule(0, null, AddressBlock.OfNets(a.From, AddressSet.Empty), PortResolver.Split(intent, a.Ports).Literal))
            .ToList();
        foreach (var family in new[] { IpFamily.V4, IpFamily.V6 })
        {
            var layout = ElementLayout.Of(access, family);
            foreach (var kind in new[] { MapKind.NetPort, MapKind.Net })
                yield return new NamedSet("set", $"zt_access{Digit(family)}{(kind == MapKind.NetPort ? "_port" : "")}", KeyType(family, kind), true, text.Of(layout, kind, family));
        }

        var controller = intent.Management.Controller is { } c
            ? new[] { new RankedRule(0, null, AddressBlock.OfHosts(c.Addresses), ProtocolPorts.Of(c.Protocol, PortSet.Of(c.Port))) }
            : [];
        foreach (var family in new[] { IpFamily.V4, IpFamily.V6 })
            yield return new NamedSet("set", $"zt_controller{Digit(family)}", KeyType(family, MapKind.HostPort), false, text.Of(ElementLayout.Of(controller, family), MapKind.HostPort, family));
    }

    private static string MapName(Direction direction, IpFamily family, MapKind kind) => MapPrefix(direction, family) + kind switch
    {
        MapKind.HostPort => "_host_port",
        MapKind.Host => "_host",
        MapKind.NetPort => "_net_port",
        _ => "_net",
    };

    private static string MapPrefix(Direction direction, IpFamily family) => $"zt_{(direction == Direction.Ingress ? "in" : "out")}{Digit(family)}";

    private static string KeyType(IpFamily family, MapKind kind) =>
        $"ipv{Digit(family)}_addr . inet_proto{(kind is MapKind.HostPort or MapKind.NetPort ? " . inet_service" : "")}";

    private static char Digit(IpFamily family) => family == IpFamily.V4 ? '4' : '6';

    /// <summary>The eight chains that look a packet up: requests by destination port, replies by source port.</summary>
    private static readonly List<ScriptObject> Lookups = [.. new[] { Direction.Ingress, Direction.Egress }
        .SelectMany(direction => new[] { IpFamily.V4, IpFamily.V6 }
            .SelectMany(family => new[] { false, true }.Select(reply => new ScriptObject
            {
                ["name"] = $"{MapPrefix(direction, family)}_{(reply ? "reply" : "request")}",
                ["maps"] = MapPrefix(direction, family),
                ["ip"] = family == IpFamily.V4 ? "ip" : "ip6",
                ["remote"] = (direction == Direction.Ingress) != reply ? "saddr" : "daddr",
                ["port"] = reply ? "sport" : "dport",
                ["outside"] = family == IpFamily.V4 ? "{ 224.0.0.0/4, 255.255.255.255 }" : "ff00::/8",
            })))];

    private static ScriptObject ToScript(NamedSet set) => new()
    {
        ["keyword"] = set.Keyword,
        ["name"] = set.Name,
        ["type"] = set.Type,
        ["interval"] = set.Interval,
        ["elements"] = set.Elements,
    };

    private static ScriptObject Model()
    {
        var model = new ScriptObject();
        model.Import("elements", (string elements) => elements.Length == 0 ? "" : $"\t\telements = {{\n{elements}\t\t}}\n");
        return model;
    }

    private static string Render(Template template, ScriptObject model)
    {
        var context = new TemplateContext { StrictVariables = true, LimitToString = 0, LoopLimit = 0 };
        context.PushGlobal(model);
        return template.Render(context);
    }

    private static Template Parse(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"ZtSegment.Linux.Rendering.{name}")!;
        using var reader = new StreamReader(stream);
        var template = Template.Parse(reader.ReadToEnd(), name);
        return template.HasErrors ? throw new InvalidOperationException(string.Join('\n', template.Messages)) : template;
    }

    /// <param name="Keyword"><c>set</c> or <c>map</c>.</param>
    /// <param name="Elements">Joined, or empty.</param>
    private sealed record NamedSet(string Keyword, string Name, string Type, bool Interval, string Elements);
}
