using System.Collections.Immutable;
using Scriban.Runtime;
using ZtSegment.Flows;
using ZtSegment.Language;
using static ZtSegment.Linux.Rendering.LookupMaps;

namespace ZtSegment.Linux.Rendering;

/// <summary>Renders rule programs as nftables rulesets: a head with the host's own addresses, and a program that like hosts share.</summary>
/// <remarks>Canonical: equal inputs give equal bytes. Safe for use by several threads.</remarks>
//
//   template, modes --> Skeleton ---------------+
//   RuleProgram --> ElementLayout per map family +--> text
//   own addresses, names -----------------------+
//
/// <param name="isDated">Timeouts are written as deadlines, so that the text is the same at every moment: see <see cref="DatedRuleset"/>.</param>
public sealed class NftRenderer(Compilation compilation, bool isDated = false)
{
    /// <summary>nft keeps at most 128 bytes of comment with an element, the terminating zero included.</summary>
    private const int LongestComment = 120;

    private static readonly string[] Ports = ["dport", "sport"];

    private static readonly Skeleton Head = Skeleton.Of("self.sbn-nft", new ScriptObject
    {
        ["host"] = Skeleton.Gap("host"),
        ["workload"] = Skeleton.Gap("workload"),
        ["ingress"] = Skeleton.Gap("ingress"),
        ["egress"] = Skeleton.Gap("egress"),
    });

    private static readonly ImmutableArray<Skeleton> Programs = [.. AllModes.Select(Program)];

    private readonly ManagementElements management = new(compilation.Intent);

    private static IEnumerable<Modes> AllModes =>
        from ingress in Enum.GetValues<Mode>()
        from egress in Enum.GetValues<Mode>()
        select new Modes(ingress, egress);

    /// <summary>The whole file of one Linux host.</summary>
    public string RenderHost(int row)
    {
        using var text = new TextBuffer();
        WriteHead(text, row);
        WriteProgram(text, compilation.ClassOf[row]);
        return text.ToString();
    }

    /// <summary>What only this host has: its name and its own addresses.</summary>
    public string RenderHead(int row)
    {
        using var text = new TextBuffer();
        WriteHead(text, row);
        return text.ToString();
    }

    /// <summary>What every host of the class has.</summary>
    public string RenderProgram(WorkloadClass workloads)
    {
        using var text = new TextBuffer();
        WriteProgram(text, workloads);
        return text.ToString();
    }

    private void WriteHead(TextBuffer text, int row) => Head.Write(text, gap =>
    {
        var workload = compilation.Table.Workloads[row];
        var modes = compilation.ClassOf[row].Modes;
        if (gap == SelfName(IpFamily.V4))
            WriteElements(text, () => WriteOwnAddresses(text, row, IpFamily.V4));
        else if (gap == SelfName(IpFamily.V6))
            WriteElements(text, () => WriteOwnAddresses(text, row, IpFamily.V6));
        else
            text.Append(gap switch { "host" => workload.LinuxHost, "workload" => workload.Name, "ingress" => Word(modes.Ingress), _ => Word(modes.Egress) });
    });

    private void WriteProgram(TextBuffer text, WorkloadClass workloads)
    {
        var layouts = new Dictionary<string, (ElementLayout Layout, MapKind Kind, IpFamily Family)>(StringComparer.Ordinal);
        foreach (var direction in Directions)
        {
            var rules = Ranked(workloads.Program[direction]);
            foreach (var family in Families)
            {
                var layout = ElementLayout.Of(rules, family);
                foreach (var kind in Enum.GetValues<MapKind>())
                    layouts[Name(direction, family, kind)] = (layout, kind, family);
            }
        }

        Programs[(int)workloads.Modes.Ingress * 2 + (int)workloads.Modes.Egress].Write(text, gap => WriteElements(text, () =>
        {
            if (layouts.TryGetValue(gap, out var map))
                ElementText.Append(text, map.Layout, map.Kind, map.Family);
            else if (gap == "zt_live")
                WriteLiveIds(text, workloads.Program);
            else
                text.Append(management[gap]);
        }));
    }

    private List<RankedRule> Ranked(ImmutableArray<ProgramRule> rules) =>
        [.. rules.Select(r => new RankedRule(compilation.Ids[r.Policy.Name], r.Policy.Expires, r.Remote, r.Ports))];

    /// <summary>The elements of one set, or nothing where there are none.</summary>
    private static void WriteElements(TextBuffer text, Action write)
    {
        var before = text.Length;
        text.Append("\t\telements = {\n");
        var start = text.Length;
        write();
        if (text.Length == start)
            text.TakeBackTo(before);
        else
            text.Append("\t\t}\n");
    }

    private void WriteOwnAddresses(TextBuffer text, int row, IpFamily family)
    {
        foreach (var address in compilation.Table.Addresses[row].Where(a => a.Family == family).Order())
        {
            text.Append("\t\t\t");
            text.Append(address);
            text.Append(",\n");
        }
    }

    /// <summary>The ids of the program's policies, each with its name, and with a timeout where it ends.</summary>
    private void WriteLiveIds(TextBuffer text, RuleProgram program)
    {
        foreach (var policy in program.Ingress.Concat(program.Egress).Select(r => r.Policy).DistinctBy(p => p.Name).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            var comment = policy.Name;
            text.Append("\t\t\t");
            text.Append(compilation.Ids[policy.Name]);
            if (policy.Expires is { } deadline)
            {
                text.Append(isDated ? DatedRuleset.Timeout(deadline) : $" timeout {KernelTimeout.Text(KernelTimeout.Of(deadline, compilation.Now))}");
                comment = $"until {deadline.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {comment}";
            }

            text.Append($" comment \"{(comment.Length > LongestComment ? comment[..LongestComment] : comment)}\",\n");
        }
    }

    private static string Word(Mode mode) => mode == Mode.Enforce ? "enforce" : "observe";

    private static Skeleton Program(Modes modes) => Skeleton.Of("ruleset.sbn-nft", new ScriptObject
    {
        ["sets"] = ManagementSets.Concat(Maps).Select(set => new ScriptObject
        {
            ["keyword"] = set.Keyword,
            ["name"] = set.Name,
            ["type"] = set.Type,
            ["interval"] = set.Interval,
        }).ToList(),
        ["lookups"] = Lookups,
        ["observe"] = new ScriptObject
        {
            ["ingress"] = modes.Ingress == Mode.Observe,
            ["egress"] = modes.Egress == Mode.Observe,
        },
    });

    /// <summary>The eight chains that look a packet up: requests by destination port, replies by source port.</summary>
    private static List<ScriptObject> Lookups =>
    [
        .. from direction in Directions
           from family in Families
           from port in Ports
           let isReply = port == "sport"
           select new ScriptObject
           {
               ["name"] = $"{Prefix(direction, family)}_{(isReply ? "reply" : "request")}",
               ["maps"] = Prefix(direction, family),
               ["ip"] = family == IpFamily.V4 ? "ip" : "ip6",
               ["remote"] = (direction == Direction.Ingress) != isReply ? "saddr" : "daddr",
               ["port"] = port,
               ["outside"] = family == IpFamily.V4 ? "{ 224.0.0.0/4, 255.255.255.255 }" : "ff00::/8",
           },
    ];
}
