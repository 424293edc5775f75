using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The ports of one policy: what is literal, and the names to resolve on each destination.</summary>
public sealed record PolicyPorts(ProtocolPorts Literal, ImmutableArray<string> Names);

/// <summary>Resolves port names on destination workloads: a workload's own name wins, else its segments' names hold.</summary>
public sealed class PortResolver
{
    private readonly WorkloadTable table;
    private readonly Dictionary<string, List<(int[] Members, PortName Port, Segment Segment)>> bySegmentName = new(StringComparer.Ordinal);

    public PortResolver(Intent intent, WorkloadTable table, Func<Selector, int[]> select)
    {
        this.table = table;
        foreach (var segment in intent.Segments)
        {
            foreach (var port in segment.Ports)
            {
                if (!bySegmentName.TryGetValue(port.Name, out var givers))
                    bySegmentName[port.Name] = givers = [];
                givers.Add((select(segment.Selector), port, segment));
            }
        }
    }

    /// <summary>The ports as written, groups taken apart.</summary>
    public static PolicyPorts Split(Intent intent, ImmutableArray<PortEntry> entries)
    {
        var literal = ProtocolPorts.Empty;
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case LiteralPorts ports:
                    literal = literal.Union(ports.Ports);
                    break;
                case PortGroupReference group:
                    literal = literal.Union(intent.PortGroupsByName[group.Name].Ports);
                    break;
                case NamedPort named:
                    names.Add(named.Name);
                    break;
            }
        }

        return new PolicyPorts(literal, [.. names]);
    }

    /// <summary>The port of that name on the workload, or null.</summary>
    public (Protocol Protocol, ushort Port)? Resolve(int row, string name)
    {
        foreach (var own in table.Workloads[row].Ports)
        {
            if (own.Name == name)
                return (own.Protocol, own.Port);
        }

        foreach (var (members, port, _) in bySegmentName.GetValueOrDefault(name) ?? [])
        {
            if (Array.BinarySearch(members, row) >= 0)
                return (port.Protocol, port.Port);
        }

        return null;
    }

    public ProtocolPorts Resolve(int row, PolicyPorts ports)
    {
        var result = ports.Literal;
        foreach (var name in ports.Names)
        {
            if (Resolve(row, name) is { } port)
                result = result.Union(ProtocolPorts.Of(port.Protocol, PortSet.Of(port.Port)));
        }

        return result;
    }

    /// <summary>Segments that give a member different ports for one name, without a name of its own.</summary>
    public IEnumerable<(PortName Port, Segment Segment, PortName OtherPort, Segment Other, int Row)> Clashes()
    {
        foreach (var (name, givers) in bySegmentName)
        {
            for (var i = 0; i < givers.Count; i++)
            {
                for (var j = i + 1; j < givers.Count; j++)
                {
                    var (a, b) = (givers[i], givers[j]);
                    if ((a.Port.Protocol, a.Port.Port) == (b.Port.Protocol, b.Port.Port))
                        continue;
                    var rows = a.Members.Where(row => Array.BinarySearch(b.Members, row) >= 0 && table.Workloads[row].Ports.All(p => p.Name != name));
                    foreach (var row in rows.Take(1))
                    {
                        yield return b.Port.Position.CompareTo(a.Port.Position) >= 0
                            ? (b.Port, b.Segment, a.Port, a.Segment, row)
                            : (a.Port, a.Segment, b.Port, b.Segment, row);
                    }
                }
            }
        }
    }
}
