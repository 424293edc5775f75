using System.Collections.Concurrent;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Proof;

/// <summary>A ruleset in two parts: what only its host has, and what like hosts share; one text after the other is the file.</summary>
public readonly record struct RulesetText(string Head, string Program)
{
    private const string Table = "\ntable inet ztsegment {";

    /// <summary>A file, parted where its last table block begins; all of it is the program where there is none.</summary>
    public static RulesetText Of(string file) => file.LastIndexOf(Table, StringComparison.Ordinal) is var last && last < 0
        ? new RulesetText("", file)
        : new RulesetText(file[..(last + 1)], file[(last + 1)..]);
}

/// <summary>Proves the rulesets of all Linux hosts of an estate: each distinct program once, each host's own addresses by themselves.</summary>
/// <remarks>A program is proved for all of its hosts at once only where it speaks of local addresses through the head's sets alone.</remarks>
//
//   hosts --> by class, families, program --> one proof ---- equal --> each head: is it the host's own addresses?
//                                                     \--- else --> each host by itself
//
public sealed class EstateProof(Compilation compilation, ProofBudget? budget = null, CancellationToken cancellation = default)
{
    private readonly RulesetProver prover = new(compilation, new KnownAddresses(compilation), budget);
    private readonly ConcurrentDictionary<(int Class, (bool, bool) Families), SharedPrograms> shared = new();

    /// <summary>The proof of one host's ruleset, at the moment of the compilation. What like hosts share is proved once. For several threads.</summary>
    public ProofResult Prove(int row, RulesetText text)
    {
        var programs = shared.GetOrAdd((compilation.ClassOf[row].Number, Families(row)), _ => new SharedPrograms());
        lock (programs)
            return Prove(row, text, programs, new ProofMoment(compilation.Now));
    }

    /// <summary>What is not equal, by row.</summary>
    /// <param name="textOf">The ruleset of a row; null where there is none. Called from several threads.</param>
    /// <param name="done">Told once for each row; from several threads.</param>
    public IReadOnlyList<PointProof> Prove(Func<int, RulesetText?> textOf, ProofMoment? moment = null, Action? done = null)
    {
        var found = new ConcurrentBag<PointProof>();
        var like = compilation.LinuxRows
            .Where(row => !compilation.Table.Addresses[row].IsEmpty)
            .GroupBy(row => (compilation.ClassOf[row].Number, Families(row)))
            .OrderByDescending(g => compilation.ClassOf[g.First()].Program.Ingress.Length + compilation.ClassOf[g.First()].Program.Egress.Length);
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(Partitioner.Create(like, EnumerablePartitionerOptions.NoBuffering), options, rows =>
        {
            var programs = new SharedPrograms();
            foreach (var row in rows)
            {
                var result = Prove(row, textOf(row), programs, moment ?? new ProofMoment(compilation.Now));
                if (result.Verdict != ProofVerdict.Equal)
                    found.Add(new PointProof(row, result));
                done?.Invoke();
            }
        });
        return [.. found.OrderBy(p => p.Row)];
    }

    private ProofResult Prove(int row, RulesetText? text, SharedPrograms programs, ProofMoment moment)
    {
        cancellation.ThrowIfCancellationRequested();
        if (text is not { } parts)
            return prover.Prove(NftRuleset.Empty, row, moment);
        if (OwnSets.Read(parts.Head, compilation.Table.Addresses[row]) is { } own
            && programs.Result(parts.Program, OwnSets.Declarations(own), () => ProveForAll(row, parts, own, moment)) is { } forAll)
            return forAll;

        var reading = NftTextReader.Read(parts.Head + parts.Program);
        return reading.Ruleset is { } ruleset ? prover.Prove(ruleset, row, moment) : ProofResult.Unproved(reading.Problem!);
    }

    /// <summary>Equal, whatever the own addresses are: also where another host's are not this one's; or too complex. Null: each host by itself.</summary>
    private ProofResult? ProveForAll(int row, RulesetText parts, IReadOnlyDictionary<string, NftSet> ownSets, ProofMoment moment)
    {
        if (NftTextReader.Read(parts.Head + parts.Program).Ruleset is not { } ruleset
            || !ownSets.Values.All(own => ruleset.Sets[own.Name!].Elements.Length == own.Elements.Length))
            return null;
        var addresses = AddressSet.From(compilation.Table.Addresses[row]);
        var result = prover.Prove(ruleset, compilation.ClassOf[row], addresses, AddressSet.Empty, moment, ownSets.Keys.ToHashSet());
        return result.Verdict == ProofVerdict.Equal || result.IsTooComplex ? result : null;
    }

    private (bool V4, bool V6) Families(int row) =>
        (compilation.Table.Addresses[row].Any(a => a.Family == IpFamily.V4), compilation.Table.Addresses[row].Any(a => a.Family == IpFamily.V6));
}

/// <summary>What was proved of the programs that like hosts have, for all of these hosts at once.</summary>
internal sealed class SharedPrograms
{
    private readonly Dictionary<(string Program, string Head), ProofResult?> known = [];
    private (string? Program, string? Head, ProofResult? Result) last;

    /// <param name="head">The sets that the head declares: a program means something with these only.</param>
    public ProofResult? Result(string program, string head, Func<ProofResult?> prove)
    {
        if (ReferenceEquals(program, last.Program) && head == last.Head)
            return last.Result;
        if (!known.TryGetValue((program, head), out var result))
            known[(program, head)] = result = prove();
        last = (program, head, result);
        return result;
    }
}

/// <summary>The proof of one host's ruleset.</summary>
public sealed record PointProof(int Row, ProofResult Result);
