using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Workloads of one class that leave out the same: a class of its own, as others see it.</summary>
internal sealed class CutClass(int number, ClassNode whole, EndCut cut)
{
    private WorkloadClass? snapshot;

    /// <summary>Negative, so that it is no other class's.</summary>
    public int Number { get; } = number;

    public ClassNode Whole { get; set; } = whole;

    public EndCut Cut { get; set; } = cut;

    public SortedSet<int> Rows { get; } = [];

    /// <summary>Null: not made yet.</summary>
    public RuleProgram? Program { get; private set; }

    public WorkloadClass Snapshot => snapshot ??= new WorkloadClass(Number, Program!, Whole.Modes, [.. Rows]);

    public void Come(int row)
    {
        Rows.Add(row);
        snapshot = null;
    }

    public void Go(int row)
    {
        Rows.Remove(row);
        snapshot = null;
    }

    /// <summary>Makes the program anew; rules that come out the same stay the same.</summary>
    /// <returns>Null where it is the same program.</returns>
    public ProgramDelta? Renew()
    {
        var (before, after) = (Program, Cut.Cut(Whole.Program));
        snapshot = null;
        if (before is null)
        {
            Program = after;
            return new ProgramDelta(Number, Whole.Modes, null, after, [], []);
        }

        var (ingress, egress) = (ImmutableArray.CreateBuilder<RuleChange>(), ImmutableArray.CreateBuilder<RuleChange>());
        after = new RuleProgram(Compare(before.Ingress, after.Ingress, ingress), Compare(before.Egress, after.Egress, egress));
        if (ingress.Count == 0 && egress.Count == 0)
            return null;
        Program = after;
        return new ProgramDelta(Number, Whole.Modes, before, after, ingress.DrainToImmutable(), egress.DrainToImmutable());
    }

    /// <summary>Policy by policy, as both are sorted.</summary>
    private static ImmutableArray<ProgramRule> Compare(
        ImmutableArray<ProgramRule> before, ImmutableArray<ProgramRule> after, ImmutableArray<RuleChange>.Builder changes)
    {
        // Copies, so that no rule stands twice where two of the class are equal and only one is cut.
        var (made, nothing) = (after.Select(rule => rule with { }).ToArray(), new Change());
        for (int known = 0, next = 0; known < before.Length || next < made.Length;)
        {
            var name = next == made.Length || (known < before.Length && string.CompareOrdinal(before[known].Policy.Name, made[next].Policy.Name) < 0)
                ? before[known].Policy.Name
                : made[next].Policy.Name;
            var (toKnown, toNext) = (EndOf(before.AsSpan(), known, name), EndOf(made, next, name));
            RuleChanges.Find(before.AsSpan()[known..toKnown], made.AsSpan(next..toNext), nothing, changes);
            (known, next) = (toKnown, toNext);
        }

        return changes.Count == 0 ? before : [.. made];
    }

    private static int EndOf(ReadOnlySpan<ProgramRule> rules, int from, string policy)
    {
        while (from < rules.Length && rules[from].Policy.Name == policy)
            from++;
        return from;
    }
}

/// <summary>The classes of an estate without what guardrails leave out: what an estate tells of its own, told of these.</summary>
//
//   EstateDelta of whole classes --+
//                                  +--> rows by class and EndCut --> CutClasses --> EstateDelta
//   EndCut of rows ----------------+
//
internal sealed class CutClasses
{
    private readonly Dictionary<int, CutClass> ofRow = [];
    private readonly Dictionary<(ClassNode, EndCut), CutClass> byKey = [];

    /// <summary>By number of the whole class.</summary>
    private readonly Dictionary<int, List<CutClass>> ofWhole = [];

    /// <summary>Numbers of whole classes whose workloads all leave something out.</summary>
    private readonly HashSet<int> hidden = [];
    private readonly NumberPool numbers = new();

    public int Count => byKey.Count;

    public bool IsEmpty => byKey.Count == 0;

    public IEnumerable<int> Rows => ofRow.Keys;

    /// <summary>The class of a row, <paramref name="whole"/> aside null: nothing is left out there.</summary>
    public WorkloadClass Of(int row, ClassNode whole) => ofRow.TryGetValue(row, out var cut) ? cut.Snapshot : Rest(whole);

    /// <summary>The workloads of a class that leave nothing out; none where all do.</summary>
    public WorkloadClass Rest(ClassNode whole) => ofWhole.ContainsKey(whole.Number)
        ? whole.Snapshot with { Rows = [.. whole.Rows.Where(row => !ofRow.ContainsKey(row))] }
        : whole.Snapshot;

    public IEnumerable<WorkloadClass> All => byKey.Values.Select(c => c.Snapshot);

    /// <param name="delta">What the estate tells of its whole classes.</param>
    /// <param name="rows">Those that may leave out something else than before.</param>
    public EstateDelta Tell(EstateDelta delta, IReadOnlySet<int> rows, CompiledEstate estate, Func<int, EndCut> cutOf)
    {
        var moves = delta.Moves.ToDictionary(m => m.Row);
        var concerned = rows.Union(moves.Keys).Where(row => ofRow.ContainsKey(row) || !cutOf(row).IsNone).Order().ToList();
        if (concerned.Count == 0 && !Numbers(delta).Any(ofWhole.ContainsKey))
            return delta;
        var numberBefore = concerned.ToDictionary(row => row, row =>
            ofRow.TryGetValue(row, out var cut) ? cut.Number : moves.TryGetValue(row, out var move) ? move.From : estate.ClassOf(row).Number);
        var wholes = Wholes(concerned, delta, estate);
        var (renewed, emptied) = Regroup(concerned, estate, cutOf);
        foreach (var (number, whole) in Wholes(concerned, delta, estate))
            wholes[number] = whole;
        foreach (var program in delta.Programs)
            renewed.UnionWith(ofWhole.GetValueOrDefault(program.Class) ?? []);

        var programs = delta.Programs.Where(p => !wholes.ContainsKey(p.Class)).ToList();
        var told = delta.Programs.ToDictionary(p => p.Class);
        foreach (var (number, whole) in wholes)
        {
            if (Rest(number, whole, told.GetValueOrDefault(number)) is { } program)
                programs.Add(program);
        }

        foreach (var cut in emptied)
        {
            if (cut.Program is { } known)
                programs.Add(new ProgramDelta(cut.Number, cut.Whole.Modes, known, null, [], []));
            numbers.Give(-1 - cut.Number);
        }

        programs.AddRange(renewed.Except(emptied).Select(c => c.Renew()).OfType<ProgramDelta>());
        programs.Sort(static (a, b) => a.Class.CompareTo(b.Class));
        var all = delta.Moves.Where(m => !numberBefore.ContainsKey(m.Row))
            .Concat(concerned.Select(row => new ClassMove(row, numberBefore[row], ofRow.TryGetValue(row, out var cut) ? cut.Number : estate.ClassOf(row).Number))
                .Where(m => m.From != m.To));
        return new EstateDelta(
            [.. programs.SelectMany(p => p.Ingress.Concat(p.Egress)).Select(r => r.Block).OfType<BlockDelta>().Distinct<BlockDelta>(ReferenceEqualityComparer.Instance)],
            [.. programs], [.. all.OrderBy(m => m.Row)], delta.Readdressed);
    }

    /// <summary>The classes that changed in any way.</summary>
    private static IEnumerable<int> Numbers(EstateDelta delta) => delta.Programs.Select(p => p.Class).Concat(delta.Moves.SelectMany(m => new[] { m.From, m.To }));

    /// <summary>The whole classes, by number, of which a part leaves something out, before or now.</summary>
    private Dictionary<int, ClassNode> Wholes(List<int> concerned, EstateDelta delta, CompiledEstate estate)
    {
        var wholes = new Dictionary<int, ClassNode>();
        foreach (var row in concerned)
        {
            if (ofRow.TryGetValue(row, out var cut))
                wholes[cut.Whole.Number] = cut.Whole;
            wholes[estate.ClassOf(row).Number] = estate.ClassOf(row);
        }

        foreach (var number in Numbers(delta))
        {
            if (ofWhole.TryGetValue(number, out var known))
                wholes[number] = known[0].Whole;
        }

        return wholes;
    }

    /// <summary>Puts rows where they belong now. A class that all of its workloads leave together for a new one stays itself.</summary>
    private (HashSet<CutClass> Renewed, List<CutClass> Emptied) Regroup(List<int> concerned, CompiledEstate estate, Func<int, EndCut> cutOf)
    {
        var renewed = new HashSet<CutClass>(ReferenceEqualityComparer.Instance);
        var emptied = new List<CutClass>();
        foreach (var group in concerned.GroupBy(row => (Old: ofRow.GetValueOrDefault(row), Whole: estate.ClassOf(row), Cut: cutOf(row))).ToList())
        {
            var ((old, whole, cut), key) = (group.Key, (group.Key.Whole, group.Key.Cut));
            if (old is not null && old.Whole == whole && old.Cut.Equals(cut))
                continue;
            if (old is not null && !cut.IsNone && group.Count() == old.Rows.Count && !byKey.ContainsKey(key) && old.Whole.Modes == whole.Modes)
            {
                Leave(old);
                (old.Whole, old.Cut) = key;
                Enter(old);
                renewed.Add(old);
                continue;
            }

            foreach (var row in group)
            {
                old?.Go(row);
                ofRow.Remove(row);
            }

            if (old is { Rows.Count: 0 })
            {
                Leave(old);
                emptied.Add(old);
            }

            if (cut.IsNone)
                continue;
            if (!byKey.TryGetValue(key, out var joined))
            {
                joined = new CutClass(-1 - numbers.Take(), whole, cut);
                Enter(joined);
                renewed.Add(joined);
            }

            foreach (var row in group)
            {
                joined.Come(row);
                ofRow[row] = joined;
            }
        }

        return (renewed, emptied);
    }

    private void Enter(CutClass cut)
    {
        byKey.Add((cut.Whole, cut.Cut), cut);
        if (!ofWhole.TryGetValue(cut.Whole.Number, out var parts))
            ofWhole[cut.Whole.Number] = parts = [];
        parts.Add(cut);
    }

    private void Leave(CutClass cut)
    {
        byKey.Remove((cut.Whole, cut.Cut));
        var parts = ofWhole[cut.Whole.Number];
        parts.Remove(cut);
        if (parts.Count == 0)
            ofWhole.Remove(cut.Whole.Number);
    }

    /// <summary>What is told of those who leave nothing out: they are a class only while there are any.</summary>
    private ProgramDelta? Rest(int number, ClassNode whole, ProgramDelta? told)
    {
        var wasThere = !hidden.Contains(number) && told is not { Before: null };
        var isThere = whole.Rows.Length > (ofWhole.GetValueOrDefault(number)?.Sum(c => c.Rows.Count) ?? 0);
        if (isThere || whole.Rows.Length == 0)
            hidden.Remove(number);
        else
            hidden.Add(number);
        return (wasThere, isThere) switch
        {
            (true, true) => told,
            (false, true) => new ProgramDelta(number, whole.Modes, null, whole.Program, [], []),
            (true, false) => new ProgramDelta(number, whole.Modes, told is { Before: { } before } ? before : whole.Program, null, [], []),
            _ => null,
        };
    }
}
