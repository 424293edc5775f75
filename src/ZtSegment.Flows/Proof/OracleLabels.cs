using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>
/// The labels of all workloads as one column of numbers per key, so that comparing is cheap; workloads go by their index in the intent.
/// </summary>
/// <remarks>A declared label wins over a reported one of the same key. Only keys that are asked for get a column.</remarks>
internal sealed class OracleLabels(ImmutableArray<Workload> workloads, EstateFacts facts)
{
    private readonly Dictionary<string, Column> columns = new(StringComparer.Ordinal);
    private readonly Dictionary<Selector, LabelTest[]> tests = [];
    private readonly Dictionary<Selector, int[]> members = [];

    /// <summary>The value of a label as a number that is the same for equal values of that key; 0 where the workload lacks it.</summary>
    public int Value(string key, int workload) => ColumnOf(key).Values[workload];

    /// <summary>Every requirement holds; none selects all (item 4).</summary>
    public bool Matches(Selector selector, int workload) => Matches(TestsOf(selector), workload);

    /// <summary>The workloads that match, in ascending order.</summary>
    public int[] Members(Selector selector)
    {
        if (members.TryGetValue(selector, out var known))
            return known;
        var matching = new List<int>();
        var tests = TestsOf(selector);
        for (var workload = 0; workload < workloads.Length; workload++)
        {
            if (Matches(tests, workload))
                matching.Add(workload);
        }

        return members[selector] = [.. matching];
    }

    private static bool Matches(LabelTest[] tests, int workload)
    {
        foreach (var test in tests)
        {
            if (!test.Holds(workload))
                return false;
        }

        return true;
    }

    private LabelTest[] TestsOf(Selector selector)
    {
        if (!tests.TryGetValue(selector, out var known))
            tests[selector] = known = [.. selector.Requirements.Select(r => new LabelTest(ColumnOf(r.Key), r))];
        return known;
    }

    private Column ColumnOf(string key)
    {
        if (!columns.TryGetValue(key, out var column))
            columns[key] = column = new Column(workloads, facts, key);
        return column;
    }

    private sealed class Column
    {
        private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

        public Column(ImmutableArray<Workload> workloads, EstateFacts facts, string key)
        {
            Values = new int[workloads.Length];
            for (var w = 0; w < workloads.Length; w++)
            {
                if ((workloads[w].Labels[key] ?? facts[workloads[w].Name].Labels[key]) is not { } value)
                    continue;
                numbers.TryAdd(value, numbers.Count + 1);
                Values[w] = numbers[value];
            }
        }

        public int[] Values { get; }

        /// <summary>-1 for a value that no workload has.</summary>
        public int NumberOf(string value) => numbers.GetValueOrDefault(value, -1);
    }

    /// <summary>Kubernetes' meaning of one requirement: NotIn and DoesNotExist match what lacks the key.</summary>
    private sealed class LabelTest(Column column, LabelRequirement requirement)
    {
        private readonly int[] column = column.Values;
        private readonly int[] values = requirement.Operator is LabelOperator.In or LabelOperator.NotIn
            ? [.. requirement.Values.Select(column.NumberOf)]
            : [0];

        private readonly bool isWanted = requirement.Operator is LabelOperator.In or LabelOperator.DoesNotExist;

        public bool Holds(int workload)
        {
            foreach (var value in values)
            {
                if (value == column[workload])
                    return isWanted;
            }

            return !isWanted;
        }
    }
}
