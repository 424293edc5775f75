using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.View;
using ZtSegment.Flows;
using ZtSegment.Flows.GoingLive;
using ZtSegment.Language;

namespace ZtSegment.Cluster.GoingLive;

/// <summary>What points may still enforce besides what they should: every state since the last one that they confirmed. One thread at a time.</summary>
//
//   snapshot before, snapshot after, affected rows --> what each row had --+
//                                                                          +--> PointMove: old, new --> Transition
//   a point is where it should be --> forgotten ---------------------------+
//
internal sealed class UnconfirmedMoves
{
    /// <summary>Of one workload: the one that it confirmed last, and the newest of those that may be on their way.</summary>
    private const int MostStates = 8;

    private readonly Dictionary<string, ImmutableList<PointRules>> before = new(StringComparer.Ordinal);

    /// <returns>The rows that lose something: they go first.</returns>
    public HashSet<int> Follow(EstateSnapshot old, EstateSnapshot @new, AffectedRows affected)
    {
        var losing = new HashSet<int>();
        var next = @new.Compilation;
        var changed = new Dictionary<(RuleProgram, RuleProgram), (bool, bool)>();
        for (var row = 0; row < next.ClassOf.Length; row++)
        {
            if (!affected.Contains(next, row) || FindBefore(old, next.Table.Workloads[row]) is not { } was)
                continue;
            var move = new PointMove(row, RulesOf(old.Compilation, was), RulesOf(next, row));
            var (loses, gains) = Differences(move, changed);
            if (loses)
                losing.Add(row);
            if (loses || gains)
                Add(next.Table.Workloads[row].Name, move.Old);
        }

        return losing;
    }

    public bool Has(string workload) => before.ContainsKey(workload);

    /// <summary>The host of the workload holds this now.</summary>
    /// <param name="common">Where it is what its old and new have in common; null: it is what it should be.</param>
    /// <returns>Whether that is news.</returns>
    public bool Confirm(string workload, PointRules? common)
    {
        if (common is null)
            return before.Remove(workload);
        if (!before.TryGetValue(workload, out var states) || (states is [var only] && ReferenceEquals(only.Program, common.Program)))
            return false;
        before[workload] = [common];
        return true;
    }

    public Transition In(Compilation compilation)
    {
        if (before.Count < 2)
            return Transition.None(compilation);
        var moves = new List<PointMove>();
        foreach (var (name, states) in before)
        {
            if (compilation.Table.FindRow(name) is not { } row)
                continue;
            var next = RulesOf(compilation, row);
            moves.AddRange(states.Select(state => new PointMove(row, state, next)));
        }

        return Transition.Of(compilation, moves);
    }

    /// <summary>The row that the workload, or another one on its host, had; of Linux hosts, which are those that acknowledge.</summary>
    private static int? FindBefore(EstateSnapshot old, Workload workload)
    {
        if (workload.LinuxHost is not { } host)
            return null;
        if (old.Compilation.Table.FindRow(workload.Name) is { } same)
            return old.Compilation.Table.Workloads[same].LinuxHost is null ? null : same;
        return old.Revision.Points.TryGetValue(GrainKeys.LinuxPoint(host), out var rows) ? rows[0] : null;
    }

    /// <summary>Worked out once for all workloads that go from one program to the same other one at addresses of their own.</summary>
    private static (bool Loses, bool Gains) Differences(PointMove move, Dictionary<(RuleProgram, RuleProgram), (bool, bool)> known)
    {
        if (!move.Old.Addresses.AsSpan().SequenceEqual(move.New.Addresses.AsSpan()))
            return (move.Loses, move.Gains);
        if (ReferenceEquals(move.Old.Program, move.New.Program))
            return (false, false);
        var key = (move.Old.Program, move.New.Program);
        return known.TryGetValue(key, out var found) ? found : known[key] = (move.Loses, move.Gains);
    }

    private void Add(string name, PointRules rules)
    {
        var states = before.GetValueOrDefault(name, []);
        if (states.Any(s => ReferenceEquals(s.Program, rules.Program) && s.Addresses.AsSpan().SequenceEqual(rules.Addresses.AsSpan())))
            return;
        before[name] = (states.Count < MostStates ? states : states.RemoveAt(1)).Add(rules);
    }

    private static PointRules RulesOf(Compilation compilation, int row) => new(compilation.ClassOf[row].Program, compilation.Table.Addresses[row]);
}
