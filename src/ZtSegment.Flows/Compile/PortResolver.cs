using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The ports of one policy: what is literal, and the names to resolve on each destination.</summary>
/// <param name="Names">Sorted, distinct.</param>
public sealed record PolicyPorts(ProtocolPorts Literal, ImmutableArray<string> Names)
{
    public bool Equals(PolicyPorts? other) => other is not null && Literal.Equals(other.Literal) && Names.AsSpan().SequenceEqual(other.Names.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Literal, Names.Length, Names.IsEmpty ? null : Names[0]);
}

/// <summary>Resolves port names on destination workloads: a workload's own name wins, else its segments' names hold.</summary>
/// <remarks>Where segments contradict each other on a member, which documents may not but facts can, the name gives it no port.</remarks>
//
//   name --> one port number per row: own names, over the names of segments, over none
//
public sealed class PortResolver
{
    private const int None = -1;
    private const int Contradiction = -2;

    private readonly Func<Selector, int[]> select;
    private readonly Lazy<Dictionary<string, List<Giver>>> givers;
    private readonly Lazy<Dictionary<string, List<(int Row, PortName Port)>>> own;
    private readonly ConcurrentDictionary<string, Dictionary<int, int>> columns = new(StringComparer.Ordinal);

    /// <param name="select">The rows that a selector matches, ascending.</param>
    public PortResolver(Intent intent, WorkloadTable table, Func<Selector, int[]> select)
    {
        this.select = select;
        givers = new(() => GiversIn(intent));
        own = new(() => OwnIn(table));
    }

    /// <summary>The ports as written, groups taken apart.</summary>
    public static PolicyPorts Split(Intent intent, ImmutableArray<PortEntry> entries)
    {
        var literal = ProtocolPorts.Empty;
        List<string> names = [];
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

        return new PolicyPorts(literal, names.Count == 0 ? [] : [.. names.Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>The port of that name on the workload, or null.</summary>
    public (Protocol Protocol, ushort Port)? Resolve(int row, string name) =>
        NumberOf(row, name) is var number && number >= 0 ? (new Protocol((byte)(number >> 16)), (ushort)number) : null;

    /// <summary>The port of that name on the workload as one number, for comparing; negative where there is none.</summary>
    public int NumberOf(int row, string name) => ColumnOf(name).GetValueOrDefault(row, None);

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
        foreach (var (name, all) in givers.Value)
        {
            var contradicted = ColumnOf(name).Where(c => c.Value == Contradiction).Select(c => c.Key).Order().ToArray();
            var involved = contradicted.Length == 0 ? [] : all.Where(g => select(g.Segment.Selector).Any(contradicted.Has)).ToList();
            for (var i = 0; i < involved.Count; i++)
            {
                for (var j = i + 1; j < involved.Count; j++)
                {
                    var (a, b) = (involved[i], involved[j]);
                    if (a.Number == b.Number)
                        continue;
                    foreach (var row in select(a.Segment.Selector).Where(row => contradicted.Has(row) && select(b.Segment.Selector).Has(row)).Take(1))
                    {
                        yield return b.Port.Position.CompareTo(a.Port.Position) >= 0
                            ? (b.Port, b.Segment, a.Port, a.Segment, row)
                            : (a.Port, a.Segment, b.Port, b.Segment, row);
                    }
                }
            }
        }
    }

    /// <summary>Works the numbers of one row out again, for each name that anybody has asked for.</summary>
    /// <param name="segments">The segments with port names that the row is in.</param>
    internal void Refresh(int row, Workload workload, IReadOnlyCollection<Segment> segments)
    {
        foreach (var (name, column) in columns)
        {
            var number = None;
            foreach (var port in segments.SelectMany(s => s.Ports).Where(p => p.Name == name))
                number = Combine(number, NumberOf(port));
            foreach (var port in workload.Ports.Where(p => p.Name == name))
                number = NumberOf(port);
            if (number == None)
                column.Remove(row);
            else
                column[row] = number;
        }
    }

    internal void Forget(string name) => columns.TryRemove(name, out _);

    private Dictionary<int, int> ColumnOf(string name) => columns.GetOrAdd(name, Column);

    private Dictionary<int, int> Column(string name)
    {
        var column = new Dictionary<int, int>();
        foreach (var giver in givers.Value.GetValueOrDefault(name) ?? [])
        {
            foreach (var row in select(giver.Segment.Selector))
                column[row] = Combine(column.GetValueOrDefault(row, None), giver.Number);
        }

        foreach (var (row, port) in own.Value.GetValueOrDefault(name) ?? [])
            column[row] = NumberOf(port);
        return column;
    }

    private static int Combine(int known, int number) => known == None || known == number ? number : Contradiction;

    private static Dictionary<string, List<Giver>> GiversIn(Intent intent)
    {
        var givers = new Dictionary<string, List<Giver>>(StringComparer.Ordinal);
        foreach (var segment in intent.Segments)
        {
            foreach (var port in segment.Ports)
                Of(givers, port.Name).Add(new Giver(port, segment));
        }

        return givers;
    }

    private static Dictionary<string, List<(int Row, PortName Port)>> OwnIn(WorkloadTable table)
    {
        var own = new Dictionary<string, List<(int Row, PortName Port)>>(StringComparer.Ordinal);
        for (var row = 0; row < table.Workloads.Length; row++)
        {
            foreach (var port in table.Workloads[row].Ports)
                Of(own, port.Name).Add((row, port));
        }

        return own;
    }

    private static int NumberOf(PortName port) => port.Protocol.Number << 16 | port.Port;

    private static List<T> Of<T>(Dictionary<string, List<T>> byName, string name)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(byName, name, out _);
        return list ??= [];
    }

    private sealed record Giver(PortName Port, Segment Segment)
    {
        public int Number { get; } = NumberOf(Port);
    }
}
