using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>One distinct expression that selects workloads, under one <c>when</c>; all policies that write it share it.</summary>
/// <param name="members">Rows that it selects now, ascending; quarantined ones and those that fail the condition left out.</param>
/// <param name="selectsAny">Whether it selects any workload at all, before quarantine and condition.</param>
public sealed class Atom(int number, int[] members, bool selectsAny, WorkloadTable table)
{
    private readonly Dictionary<LabelKeys, LabelGroups> groups = [];
    private AddressBlock? block;

    public int Number { get; } = number;

    public ReadOnlySpan<int> Members => members;

    public bool SelectsAny { get; } = selectsAny;

    /// <summary>Live policies that write this atom in <c>from</c>.</summary>
    public List<CompiledPolicy> FromPolicies { get; } = [];

    /// <summary>Live policies that write this atom in <c>to</c>.</summary>
    public List<CompiledPolicy> ToPolicies { get; } = [];

    public AddressBlock Block => block ??= BlockOf(members);

    public bool Contains(int row) => Array.BinarySearch(members, row) >= 0;

    /// <summary>The members by their values of these labels; members that lack one are in no group.</summary>
    public LabelGroups GroupBy(LabelKeys keys)
    {
        if (!groups.TryGetValue(keys, out var known))
            groups[keys] = known = new LabelGroups(keys, members, table, BlockOf);
        return known;
    }

    /// <summary>The addresses of some rows.</summary>
    public AddressBlock BlockOf(IEnumerable<int> rows) => AddressBlock.OfHosts(AddressesOf(rows));

    private IEnumerable<Address> AddressesOf(IEnumerable<int> rows)
    {
        foreach (var row in rows)
        {
            foreach (var address in table.Addresses[row])
                yield return address;
        }
    }
}

/// <summary>The keys of one <c>sameLabels</c>: sorted, distinct, interned, so that reference equality is equality.</summary>
public sealed class LabelKeys(int number, ImmutableArray<string> keys)
{
    public int Number { get; } = number;

    public ImmutableArray<string> Keys { get; } = keys;

    /// <summary>The values of the keys as one text; null where one is missing.</summary>
    public string? ValuesOf(LabelSet labels)
    {
        if (Keys.Length == 1)
            return labels[Keys[0]];
        var values = new string[Keys.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (labels[Keys[i]] is not { } value)
                return null;
            values[i] = value;
        }

        return string.Join('\n', values);
    }
}

/// <summary>An atom's members, parted by label values.</summary>
public sealed class LabelGroups
{
    private readonly Dictionary<string, List<int>> rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AddressBlock> blocks = new(StringComparer.Ordinal);
    private readonly Func<IEnumerable<int>, AddressBlock> blockOf;

    public LabelGroups(LabelKeys keys, IEnumerable<int> members, WorkloadTable table, Func<IEnumerable<int>, AddressBlock> blockOf)
    {
        this.blockOf = blockOf;
        foreach (var row in members)
        {
            if (keys.ValuesOf(table.Labels[row]) is not { } values)
                continue;
            if (!rows.TryGetValue(values, out var list))
                rows[values] = list = [];
            list.Add(row);
        }
    }

    public IReadOnlyList<int> Rows(string? values) => values is null ? [] : rows.GetValueOrDefault(values) ?? [];

    public AddressBlock Block(string? values)
    {
        if (values is null || !rows.TryGetValue(values, out var members))
            return AddressBlock.Empty;
        if (!blocks.TryGetValue(values, out var block))
            blocks[values] = block = blockOf(members);
        return block;
    }
}
