using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>What the ports of one policy come to on a workload, each combination worked out once.</summary>
internal sealed class PortSets(PolicyPorts ports, PortResolver resolver)
{
    private Dictionary<int[], ProtocolPorts>? known;

    public PolicyPorts Ports { get; } = ports;

    public ProtocolPorts Of(int row)
    {
        if (Ports.Names.IsEmpty)
            return Ports.Literal;
        Span<int> numbers = Ports.Names.Length <= 16 ? stackalloc int[Ports.Names.Length] : new int[Ports.Names.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = resolver.NumberOf(row, Ports.Names[i]);
        known ??= new(IntArrayComparer.Instance);
        var lookup = known.GetAlternateLookup<ReadOnlySpan<int>>();
        if (!lookup.TryGetValue(numbers, out var resolved))
            lookup[numbers] = resolved = resolver.Resolve(row, Ports);
        return resolved;
    }
}
