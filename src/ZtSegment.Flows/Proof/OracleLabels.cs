using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>
/// The labels of all workloads as one column of numbers per key, so that comparing is cheap; workloads go by their index in the intent.
/// </summary>
/// <remarks>A declared label wins over a reported one of the same key. Only keys that are asked for get a column.</remarks>
internal sealed class OracleLabels(ImmutableArray<Workload> workloads, WorkloadFacts[] facts)
{
    private readonly Dictionary<string, Column> columns = new(StringComparer.Ordinal);
    private readonly Dictionary<Selector, OracleSelector> selectors = [];

    /// <summary>The value of a label as a number that is the same for equal values of that key; 0 where the workload lacks it.</summary>
    public int Value(string key, int workload) => ColumnOf(key).Values[workload];

    /// <summary>The demands of a selector, ready to be asked of many workloads.</summary>
    public OracleSelector SelectorOf(Selector selector)
    {
        if (!selectors.TryGetValue(selector, out var known))
            selectors[selector] = known = new OracleSelector([.. selector.Requirements.Select(r => new LabelTest(ColumnOf(r.Key), r))], workloads.Length);
        return known;
    }

    private Column ColumnOf(string key)
    {
        if (!columns.TryGetValue(key, out var column))
            columns[key] = column = new Column(workloads, facts, key);
        return column;
    }

    /// <summary>One label of all workloads.</summary>
    internal sealed class Column
    {
        private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        private readonly List<List<int>> workloadsByNumber = [[]];

        public Column(ImmutableArray<Workload> workloads, WorkloadFacts[] facts, string key)
        {
            Values = new int[workloads.Length];
            for (var w = 0; w < workloads.Length; w++)
            {
                if ((workloads[w].Labels[key] ?? facts[w].Labels[key]) is not { } value)
                    continue;
                if (!numbers.TryGetValue(value, out var number))
                {
                    numbers[value] = number = workloadsByNumber.Count;
                    workloadsByNumber.Add([]);
                }

                Values[w] = number;
                workloadsByNumber[number].Add(w);
            }
        }

        public int[] Values { get; }

        /// <summary>-1 for a value that no workload has.</summary>
        public int NumberOf(string value) => numbers.GetValueOrDefault(value, -1);

        /// <summary>The workloads with that value, in ascending order.</summary>
        public IReadOnlyList<int> Having(int number) => number < 1 ? [] : workloadsByNumber[number];
    }

    /// <summary>Kubernetes' meaning of one requirement: NotIn and DoesNotExist match what lacks the key.</summary>
    internal sealed class LabelTest(Column column, LabelRequirement requirement)
    {
        private readonly int[] values = requirement.Operator is LabelOperator.In or LabelOperator.NotIn
            ? [.. requirement.Values.Select(column.NumberOf)]
            : [0];

        private readonly bool isWanted = requirement.Operator is LabelOperator.In or LabelOperator.DoesNotExist;

        public bool Holds(int workload)
        {
            foreach (var value in values)
            {
                if (value == column.Values[workload])
                    return isWanted;
            }

            return !isWanted;
        }

        /// <summary>All workloads for which it holds where it wants one value, else null.</summary>
        public IReadOnlyList<int>? Only => requirement.Operator == LabelOperator.In && values.Length == 1 ? column.Having(values[0]) : null;
    }
}

/// <summary>Whether every requirement holds; none selects all (item 4).</summary>
internal sealed class OracleSelector(OracleLabels.LabelTest[] tests, int workloads)
{
    private int[]? members;

    /// <summary>The workloads that match, in ascending order.</summary>
    public int[] Members => members ??= [.. (tests.Select(t => t.Only).OfType<IReadOnlyList<int>>().MinBy(o => o.Count) ?? Enumerable.Range(0, workloads)).Where(Matches)];

    public bool Matches(int workload)
    {
        foreach (var test in tests)
        {
            if (!test.Holds(workload))
                return false;
        }

        return true;
    }
}
