using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>An estate as far as it is compiled: all stages, from the workloads' facts to the programs of their classes.</summary>
//
//   facts of a workload                       policies, the clock
//         |                                            |
//         v                                            v
//   WorkloadTable --labels--> SelectorIndex        Bindings: PolicyNode --> peers --> NetsNode (CIDRs, groups)
//         |                        |                   |                                 |
//         |           joined, left v                   v                                 |
//         |                   SelectedRows -----> AtomNode (selector, when)              |
//         |                        |                   |      \                          |
//         |     rollouts, names of |           members |       Partition: by sameLabels  |
//         |     ports              v                   |       and names of ports        |
//         |                  Modes, PortResolver       |            |                    |
//         |                        |                   v            v                    v
//         |                        +------------> Classes      AddressBlocks <-- quarantined addresses
//         |                                            |            |
//         +-- addresses ------------------------------ | ---------> +
//                                                      v            v
//                                     Programs: rules of touched policies in touched classes
//                                                      |
//                                                      +--> EstateDelta     what a change did
//                                                      +--> Compilation     what is now, made when somebody asks
//
internal sealed partial class CompiledEstate
{
    private readonly WorkloadTable table;
    private readonly Binder binder;
    private readonly Bindings bindings;
    private readonly Modes[] modes;
    private readonly Classes classes;
    private readonly Programs programs;
    private readonly GuardMarks? marks;
    private PolicyNode?[] policies;

    /// <param name="guards">What the classes must tell apart besides: then modes do not count, and no programs are made.</param>
    public CompiledEstate(Intent intent, EstateFacts facts, DateTimeOffset now, PolicyIds ids, ImmutableArray<BoundGuard> guards = default)
    {
        (Intent, Now, Ids) = (intent, now, ids);
        table = new WorkloadTable(intent, facts);
        binder = new Binder(intent, table);
        bindings = new Bindings(intent, table, binder);
        policies = [.. intent.Policies.Select((p, i) => p.IsLive(now) ? bindings.Bind(p, i) : null)];
        bindings.NewAtoms.Clear();
        marks = guards.IsDefault ? null : new GuardMarks(guards, intent, table, bindings, binder, Holders);
        modes = marks is null ? ModesOfRows() : new Modes[table.Workloads.Length];
        classes = new Classes(bindings, modes, marks?.OfRow);
        programs = new Programs(table);
        classes.Classify([.. Enumerable.Range(0, modes.Length)], new AtomsOfRows(bindings, modes.Length).Of, new Change());
        foreach (var workloads in marks is null ? classes.All : [])
            workloads.Program = programs.Of(workloads);
    }

    public Intent Intent { get; private set; }

    public DateTimeOffset Now { get; private set; }

    public PolicyIds Ids { get; private set; }

    public WorkloadTable Table => table;

    public Bindings Bindings => bindings;

    /// <summary>Null where nothing but policies and modes parts the workloads.</summary>
    public GuardMarks? Marks => marks;

    public IReadOnlyCollection<ClassNode> Classes => classes.All;

    public AddressHolders Holders => holders ??= new AddressHolders(table);

    /// <summary>The class of a row now.</summary>
    public ClassNode ClassOf(int row) => classes.OfRow[row];

    /// <summary>The classes of an atom's members.</summary>
    public IReadOnlyList<ClassNode> ClassesIn(AtomNode atom) => atom.ClassesIn(classes.OfRow);

    /// <summary>How much is held: what must not grow with the number of changes.</summary>
    public EstateSize Size => new(
        bindings.Selectors.Count, bindings.Atoms.Count(), bindings.Nets.Count, bindings.Atoms.Sum(a => a.Partitions.Count),
        bindings.LabelValues.Sum(v => v.Count), classes.SignatureCount, classes.All.Count);

    /// <summary>The facts of every workload now.</summary>
    public EstateFacts Facts => new(table.Workloads.Index().ToDictionary(w => w.Item.Name, w => table.Facts[w.Index]));

    /// <summary>What is compiled now; later changes do not touch it.</summary>
    public Compilation Snapshot()
    {
        var rows = table.Copy();
        var selections = new Binder(Intent, rows);
        return Snapshot(rows, selections, new PortResolver(Intent, rows, selections.Select));
    }

    /// <summary>What is compiled now, with everything that was looked up on the way. The estate must not be changed afterwards.</summary>
    public Compilation GiveAway() => Snapshot(table, binder, bindings.Ports);

    private Compilation Snapshot(WorkloadTable rows, Binder selections, PortResolver portNames)
    {
        var byFirstRow = classes.All.ToArray();
        Array.Sort(byFirstRow, static (a, b) => a.Rows[0].CompareTo(b.Rows[0]));
        return new Compilation(
            Intent, Now, Ids, rows, selections, portNames,
            [.. policies.OfType<PolicyNode>().Select(p => p.Snapshot)],
            [.. byFirstRow.Select(c => c.Snapshot)],
            ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(classes.OfRow, c => c.Snapshot)));
    }

    private Modes[] ModesOfRows()
    {
        var ingress = new Mode?[table.Workloads.Length];
        var egress = new Mode?[table.Workloads.Length];
        foreach (var selected in bindings.Selectors)
        {
            foreach (var rollout in selected.Rollouts)
            {
                foreach (var row in selected.Rows)
                {
                    ingress[row] = Strictest(ingress[row], rollout.Ingress);
                    egress[row] = Strictest(egress[row], rollout.Egress);
                }
            }
        }

        var all = new Modes[ingress.Length];
        for (var row = 0; row < all.Length; row++)
            all[row] = ModesOf(row, ingress[row], egress[row]);
        return all;
    }

    private Modes ModesOf(int row, Mode? ingress, Mode? egress) => table.Facts[row].Quarantined
        ? new Modes(Mode.Enforce, Mode.Enforce)
        : new Modes(ingress ?? Intent.DefaultMode, egress ?? Intent.DefaultMode);

    private static Mode? Strictest(Mode? a, Mode? b) => a is null ? b : b is null ? a : a > b ? a : b;

    /// <summary>Makes the programs that a change touched, and tells what it did.</summary>
    private EstateDelta Finish(Change change, ImmutableArray<int> readdressed)
    {
        var deltas = new List<ProgramDelta>();
        foreach (var workloads in change.Created)
        {
            if (workloads.Rows.Length == 0)
                continue;
            workloads.Program = programs.Of(workloads);
            deltas.Add(new ProgramDelta(workloads.Number, workloads.Modes, null, workloads.Program, [], []));
        }

        var (created, dropped) = (change.Created.ToHashSet(), change.Dropped.ToHashSet());
        foreach (var workloads in change.Touched.Where(c => !dropped.Contains(c) && !created.Contains(c)))
        {
            if (Patched(workloads, change) is { } delta)
                deltas.Add(delta);
        }

        deltas.AddRange(change.Dropped.Except(change.Created).Select(c => new ProgramDelta(c.Number, c.Modes, c.Program, null, [], [])));
        classes.Give(change.Dropped);
        deltas.Sort(static (a, b) => a.Class.CompareTo(b.Class));
        return new EstateDelta(
            [.. deltas.SelectMany(d => d.Ingress.Concat(d.Egress)).Select(r => r.Block).OfType<BlockDelta>().Distinct<BlockDelta>(ReferenceEqualityComparer.Instance)],
            [.. deltas], [.. change.Moves], readdressed);
    }

    private ProgramDelta? Patched(ClassNode workloads, Change change)
    {
        var before = workloads.Program;
        var ingress = ImmutableArray.CreateBuilder<RuleChange>();
        var egress = ImmutableArray.CreateBuilder<RuleChange>();
        var after = new RuleProgram(
            programs.Patch(workloads, Direction.Ingress, change, ingress),
            programs.Patch(workloads, Direction.Egress, change, egress));
        if (ingress.Count == 0 && egress.Count == 0)
            return null;
        workloads.Program = after;
        return new ProgramDelta(workloads.Number, workloads.Modes, before, after, ingress.DrainToImmutable(), egress.DrainToImmutable());
    }
}
