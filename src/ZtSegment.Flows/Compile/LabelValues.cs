using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The values that workloads have of the keys of one <c>sameLabels</c>, as numbers; a value that no workload has any more is forgotten.</summary>
internal sealed class LabelValues
{
    /// <summary>A label is missing.</summary>
    public const int None = -1;

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<(string Text, int Workloads)> values = [];
    private readonly NumberPool free = new();
    private readonly int[] ofRow;

    public LabelValues(int number, LabelKeys keys, WorkloadTable table)
    {
        (Number, Keys) = (number, keys);
        ofRow = new int[table.Workloads.Length];
        for (var row = 0; row < ofRow.Length; row++)
            ofRow[row] = Take(table.Labels[row]);
    }

    public int Number { get; }

    public LabelKeys Keys { get; }

    /// <summary>Live policies that ask for these keys.</summary>
    public int Users { get; set; }

    public int Count => numbers.Count;

    public int this[int row] => ofRow[row];

    /// <summary>Gives the row its new value. The old one stays a number until it is given back, so that no new value takes it meanwhile.</summary>
    /// <returns>The number of the old value.</returns>
    public int Move(int row, LabelSet labels)
    {
        var old = ofRow[row];
        ofRow[row] = Take(labels);
        return old;
    }

    public void Give(int number)
    {
        if (number == None)
            return;
        ref var value = ref CollectionsMarshal.AsSpan(values)[number];
        if (--value.Workloads > 0)
            return;
        numbers.Remove(value.Text);
        free.Give(number);
    }

    private int Take(LabelSet labels)
    {
        if (Keys.ValuesOf(labels) is not { } text)
            return None;
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, text, out var exists);
        if (!exists)
        {
            number = free.Take();
            if (number == values.Count)
                values.Add(default);
            values[number] = (text, 0);
        }

        values[number] = (text, values[number].Workloads + 1);
        return number;
    }
}
