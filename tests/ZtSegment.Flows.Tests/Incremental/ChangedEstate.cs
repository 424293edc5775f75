using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Incremental;

/// <summary>An engine beside what its deltas add up to, and beside the intent and the facts that it was told.</summary>
internal sealed class ChangedEstate
{
    private static readonly PolicyIds Ids = new(Enumerable.Range(0, 8).Select(i => $"p{i}").Append("to-service-tag").Index().ToDictionary(p => p.Item, p => 2000 + (uint)p.Index));

    private readonly EstateEngine engine;
    private readonly Dictionary<string, WorkloadFacts> facts;
    private readonly Dictionary<int, (Modes Modes, RuleProgram Program)> classes;
    private readonly int[] classOf;
    private Intent intent;
    private DateTimeOffset now;

    public ChangedEstate(RandomEstate estate)
    {
        (intent, now) = (estate.Intent, estate.Now);
        facts = intent.Workloads.ToDictionary(w => w.Name, w => estate.Facts[w.Name]);
        engine = new EstateEngine(intent, estate.Facts, now, Ids);
        classes = engine.Compilation.Classes.ToDictionary(c => c.Number, c => (c.Modes, c.Program));
        classOf = [.. engine.Compilation.ClassOf.Select(c => c.Number)];
    }

    public Compilation Compilation => engine.Compilation;

    public Compilation Fresh => GuardrailCuts.Apply(Compiler.Compile(intent, new EstateFacts(facts), now, Ids));

    public EstateEngine Engine => engine;

    public EstateEngine FreshEngine => new(intent, new EstateFacts(facts), now, Ids);

    /// <summary>Makes the change, and applies its delta to what was before.</summary>
    public EstateDelta Make(RandomChange change)
    {
        var addresses = engine.Compilation.Table.Addresses;
        var delta = Tell(change);
        foreach (var program in delta.Programs)
            Apply(program, delta);
        foreach (var (row, from, to) in delta.Moves)
        {
            Assert.Equal(from, classOf[row]);
            Assert.NotEqual(from, to);
            classOf[row] = to;
        }

        Assert.Equal(Enumerable.Range(0, addresses.Length).Where(row => !addresses[row].SequenceEqual(engine.Compilation.Table.Addresses[row])), delta.Readdressed);
        return delta;
    }

    /// <summary>What the deltas add up to is what the engine has: the very same programs.</summary>
    public void AssertDeltasAddUp()
    {
        var compilation = engine.Compilation;
        Assert.Equal(classes.Keys.Order(), compilation.Classes.Select(c => c.Number).Order());
        Assert.Equal(classOf, compilation.ClassOf.Select(c => c.Number));
        Assert.All(compilation.Classes, c => Assert.Equal(classes[c.Number].Modes, c.Modes));
        Assert.All(compilation.Classes, c => Assert.Same(classes[c.Number].Program, c.Program));
    }

    /// <summary>What is read row by row is what stands in the compilation.</summary>
    public void AssertRowsReadAlike()
    {
        var rows = Enumerable.Range(0, intent.Workloads.Length).Select(row => (engine.ClassOf(row), engine.AddressesOf(row))).ToList();
        var compilation = engine.Compilation;
        Assert.All(rows.Index(), read =>
        {
            var (expected, (workloads, addresses)) = (compilation.ClassOf[read.Index], read.Item);
            Assert.Equal((expected.Number, expected.Modes), (workloads.Number, workloads.Modes));
            Assert.Same(expected.Program, workloads.Program);
            Assert.Equal(expected.Rows.AsEnumerable(), workloads.Rows);
            Assert.Equal(compilation.Table.Addresses[read.Index].AsEnumerable(), addresses);
        });
    }

    /// <summary>Makes the change.</summary>
    public EstateDelta Tell(RandomChange change)
    {
        switch (change)
        {
            case OtherFacts other:
                facts[other.Workload] = other.Facts;
                return engine.Update(other.Workload, other.Facts);
            case OtherTime other:
                now = other.Now;
                return engine.MoveTo(now);
            default:
                var (removed, added) = (OtherPolicies)change;
                intent = intent.WithPolicies(removed, added);
                return engine.Update(intent, Ids);
        }
    }

    private void Apply(ProgramDelta delta, EstateDelta whole)
    {
        if (delta.Before is null)
        {
            Assert.True(classes.TryAdd(delta.Class, (delta.Modes, delta.After!)));
            return;
        }

        Assert.Same(classes[delta.Class].Program, delta.Before);
        if (delta.After is null)
        {
            classes.Remove(delta.Class);
            return;
        }

        Assert.False(AreSame(delta.Before.Ingress, delta.After.Ingress) && AreSame(delta.Before.Egress, delta.After.Egress));
        foreach (var direction in Enum.GetValues<Direction>())
        {
            var before = delta[direction].Select(c => c.Before).OfType<ProgramRule>().ToHashSet<ProgramRule>(ReferenceEqualityComparer.Instance);
            var after = delta[direction].Select(c => c.After).OfType<ProgramRule>();
            Assert.Equal(
                delta.Before[direction].Where(r => !before.Contains(r)).Concat(after).ToHashSet<ProgramRule>(ReferenceEqualityComparer.Instance),
                delta.After[direction].ToHashSet<ProgramRule>(ReferenceEqualityComparer.Instance));
            Assert.All(delta[direction].Select(c => c.Block).OfType<BlockDelta>(), block => AssertExact(block, whole.Blocks));
        }

        classes[delta.Class] = (delta.Modes, delta.After);
    }

    /// <summary>Ports are compared as values: as text, all that leave something out of any are alike.</summary>
    private static bool AreSame(ImmutableArray<ProgramRule> before, ImmutableArray<ProgramRule> after) => before.Length == after.Length
        && before.Zip(after).All(pair => ReferenceEquals(pair.First.Policy, pair.Second.Policy) && pair.First.Ports.Equals(pair.Second.Ports) && CompilationText.Of(pair.First) == CompilationText.Of(pair.Second));

    private static void AssertExact(BlockDelta block, ImmutableArray<BlockDelta> all)
    {
        Assert.Single(all, b => ReferenceEquals(b, block));
        Assert.Equal(block.Before.Hosts.Except(block.Removed).Concat(block.Added).Order(), block.After.Hosts);
        Assert.Equal(block.After.Hosts.Length, block.Before.Hosts.Length - block.Removed.Length + block.Added.Length);
    }
}
