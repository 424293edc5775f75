using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>A compiled estate that takes one change at a time and tells exactly what each change did.</summary>
/// <remarks>
/// What a change costs goes with what it touches: the atoms that a workload joins or leaves, and the programs of the classes whose rules name them.
/// What it does not touch keeps its identity. Programs and deltas are those of <see cref="GuardrailCuts"/>: what facts alone would let through
/// against a guardrail is in neither. That the documents keep their guardrails is judged before, by <see cref="GuardrailReview"/>.
/// One thread at a time; what it gives out is immutable.
/// </remarks>
//
//   change --> CompiledEstate --EstateDelta of whole classes--+
//         \                                                   +--> CutClasses --> EstateDelta, Compilation
//          +-> GuardrailWatch --rows that leave out others----+
//
public sealed class EstateEngine
{
    private CompiledEstate estate;
    private GuardrailWatch watch;
    private CutClasses cuts;
    private Compilation? compilation;
    private (bool IsKnown, DateTimeOffset? Time) deadline;

    public EstateEngine(Intent intent, EstateFacts facts, DateTimeOffset now, PolicyIds ids) => (estate, watch, cuts) = Make(intent, facts, now, ids);

    /// <summary>What is compiled now, the same as a fresh compile with its cuts gives. Made when it is asked for, and kept until the next change.</summary>
    public Compilation Compilation => compilation ??= Snapshot();

    public Intent Intent => estate.Intent;

    public DateTimeOffset Now => estate.Now;

    /// <summary>The next time at which a policy or an exception of a guardrail ends by itself; null: none does. Then <see cref="MoveTo"/> is due.</summary>
    public DateTimeOffset? NextDeadline
    {
        get
        {
            if (!deadline.IsKnown)
                deadline = (true, DeadlineAfter(Now));
            return deadline.Time;
        }
    }

    public EngineSize Size => watch.Guarded is { } guarded
        ? new EngineSize(estate.Size, cuts.Count, guarded.View, guarded.Kinds, guarded.Marks, guarded.ForbiddenPairs)
        : new EngineSize(estate.Size, cuts.Count, default, 0, 0, 0);

    /// <summary>The row of a workload: its place in order of names, in every compilation of the intent.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workload.</exception>
    public int RowOf(string workload) => estate.Table.RowOf(workload);

    /// <summary>The class of one row with its program and modes, without making the <see cref="Compilation"/>.</summary>
    public WorkloadClass ClassOf(int row) => cuts.Of(row, estate.ClassOf(row));

    /// <summary>The own addresses of one row, virtual ones included; none where none is known.</summary>
    public ImmutableArray<Address> AddressesOf(int row) => estate.Table.Addresses[row];

    public WorkloadFacts FactsOf(int row) => estate.Table.Facts[row];

    /// <summary>Other facts of one workload.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workload.</exception>
    public EstateDelta Update(string workload, WorkloadFacts facts)
    {
        var row = estate.Table.RowOf(workload);
        var before = estate.Table.Facts[row];
        var delta = estate.Change(workload, facts);
        return Tell(delta, watch.Change(row, before));
    }

    /// <summary>Another moment: policies and exceptions of guardrails expire at their time.</summary>
    public EstateDelta MoveTo(DateTimeOffset now)
    {
        var before = estate.Now;
        var delta = estate.MoveTo(now);
        deadline = default;
        return Tell(delta, IsOtherwise(before, now) ? watch.Renew() : new HashSet<int>());
    }

    /// <summary>Another intent. Where only policies were added, changed or removed (<see cref="Intent.WithPolicies"/>), the rest stays; else all is compiled afresh.</summary>
    /// <param name="ids">A policy that was there before has the id that it had.</param>
    public EstateDelta Update(Intent intent, PolicyIds ids)
    {
        deadline = default;
        if (intent.DiffersInPoliciesOnly(estate.Intent))
            return Tell(estate.Change(intent, ids), watch.Renew());
        compilation = null;
        (estate, watch, cuts) = Make(intent, estate.Facts, estate.Now, ids);
        return EstateDelta.Whole;
    }

    private static (CompiledEstate, GuardrailWatch, CutClasses) Make(Intent intent, EstateFacts facts, DateTimeOffset now, PolicyIds ids)
    {
        var estate = new CompiledEstate(intent, facts, now, ids);
        var (watch, cuts) = (new GuardrailWatch(estate), new CutClasses());
        cuts.Tell(EstateDelta.None, watch.Guarded?.Rows.ToHashSet() ?? [], estate, watch.Of);
        return (estate, watch, cuts);
    }

    private EstateDelta Tell(EstateDelta delta, IReadOnlySet<int> rows)
    {
        compilation = null;
        return cuts.IsEmpty && rows.Count == 0 ? delta : cuts.Tell(delta, rows, estate, watch.Of);
    }

    private Compilation Snapshot()
    {
        var whole = estate.Snapshot();
        if (cuts.IsEmpty)
            return whole;
        ImmutableArray<WorkloadClass> classes =
            [.. estate.Classes.Select(cuts.Rest).Where(c => !c.Rows.IsEmpty).Concat(cuts.All).OrderBy(c => c.Rows[0])];
        var classOf = new WorkloadClass[whole.ClassOf.Length];
        foreach (var workloads in classes)
        {
            foreach (var row in workloads.Rows)
                classOf[row] = workloads;
        }

        return whole with { Classes = classes, ClassOf = [.. classOf], Cuts = watch.Guarded!.ToCuts() };
    }

    /// <summary>Whether other policies or exceptions of guardrails are live; one whose <c>when</c> nobody meets now counts for guardrails.</summary>
    private bool IsOtherwise(DateTimeOffset before, DateTimeOffset now) =>
        Intent.Policies.Any(p => p.IsLive(before) != p.IsLive(now))
        || Intent.Guardrails.SelectMany(g => g.Except).Any(e => BoundGuard.IsLive(e, before) != BoundGuard.IsLive(e, now));

    private DateTimeOffset? DeadlineAfter(DateTimeOffset now)
    {
        var ends = Intent.Policies.Select(p => p.Expires).Concat(Intent.Guardrails.SelectMany(g => g.Except).Select(e => e.Expires));
        return ends.Where(e => e > now).Min();
    }
}
