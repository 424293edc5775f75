using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The ports of one policy: what is literal, and the names to resolve on each destination.</summary>
public sealed record PolicyPorts(ProtocolPorts Literal, ImmutableArray<string> Names);

/// <summary>Resolves port names on destination workloads: a workload's own name wins, else its segments' names hold.</summary>
/// <remarks>Where segments contradict each other on a member, which documents may not but facts can, the name gives it no port.</remarks>
//
//   name --> one port number per row: own names, over the names of segments, over none
//
public sealed class PortResolver
{
    private const int None = -1;
    private const int Contradiction = -2;

    private readonly WorkloadTable table;
    private readonly Dictionary<string, List<Giver>> givers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(int Row, PortName Port)>> own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> columns = new(StringComparer.Ordinal);
    private readonly Dictionary<(PolicyPorts Ports, long Named), ProtocolPorts> resolved = [];

    public PortResolver(Intent intent, WorkloadTable table, Func<Selector, int[]> select)
    {
        this.table = table;
        foreach (var segment in intent.Segments)
        {
            foreach (var port in segment.Ports)
                Of(givers, port.Name).Add(new Giver(select(segment.Selector), port, segment));
        }

        for (var row = 0; row < table.Workloads.Length; row++)
        {
            foreach (var port in table.Workloads[row].Ports)
                Of(own, port.Name).Add((row, port));
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
    public (Protocol Protocol, ushort Port)? Resolve(int row, string name) =>
        NumberOf(row, name) is var number && number >= 0 ? (new Protocol((byte)(number >> 16)), (ushort)number) : null;

    /// <summary>The port of that name on the workload as one number, for comparing; negative where there is none.</summary>
    public int NumberOf(int row, string name) => ColumnOf(name)[row];

    public ProtocolPorts Resolve(int row, PolicyPorts ports)
    {
        if (ports.Names.IsEmpty)
            return ports.Literal;
        if (ports.Names.Length > 1)
            return Union(row, ports);
        var key = (ports, (long)NumberOf(row, ports.Names[0]));
        if (!resolved.TryGetValue(key, out var known))
            resolved[key] = known = Union(row, ports);
        return known;
    }

    /// <summary>Segments that give a member different ports for one name, without a name of its own.</summary>
    public IEnumerable<(PortName Port, Segment Segment, PortName OtherPort, Segment Other, int Row)> Clashes()
    {
        foreach (var (name, all) in givers)
        {
            var contradicted = Array.IndexOf(ColumnOf(name), Contradiction) >= 0;
            for (var i = 0; contradicted && i < all.Count; i++)
            {
                for (var j = i + 1; j < all.Count; j++)
                {
                    var (a, b) = (all[i], all[j]);
                    if (a.Number == b.Number)
                        continue;
                    foreach (var row in a.Members.Where(row => ColumnOf(name)[row] == Contradiction && Array.BinarySearch(b.Members, row) >= 0).Take(1))
                    {
                        yield return b.Port.Position.CompareTo(a.Port.Position) >= 0
                            ? (b.Port, b.Segment, a.Port, a.Segment, row)
                            : (a.Port, a.Segment, b.Port, b.Segment, row);
                    }
                }
            }
        }
    }

    private ProtocolPorts Union(int row, PolicyPorts ports)
    {
        var result = ports.Literal;
        foreach (var name in ports.Names)
        {
            if (Resolve(row, name) is { } port)
                result = result.Union(ProtocolPorts.Of(port.Protocol, PortSet.Of(port.Port)));
        }

        return result;
    }

    private int[] ColumnOf(string name)
    {
        if (columns.TryGetValue(name, out var column))
            return column;
        column = new int[table.Workloads.Length];
        Array.Fill(column, None);
        foreach (var giver in givers.GetValueOrDefault(name) ?? [])
        {
            foreach (var row in giver.Members)
                column[row] = column[row] == None || column[row] == giver.Number ? giver.Number : Contradiction;
        }

        foreach (var (row, port) in own.GetValueOrDefault(name) ?? [])
            column[row] = NumberOf(port);
        return columns[name] = column;
    }

    private static int NumberOf(PortName port) => port.Protocol.Number << 16 | port.Port;

    private static List<T> Of<T>(Dictionary<string, List<T>> byName, string name)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(byName, name, out _);
        return list ??= [];
    }

    private sealed record Giver(int[] Members, PortName Port, Segment Segment)
    {
        public int Number { get; } = NumberOf(Port);
    }
}
