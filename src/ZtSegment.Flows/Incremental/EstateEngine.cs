using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>A compiled estate that takes one change at a time and tells exactly what each change did.</summary>
/// <remarks>
/// What a change costs goes with what it touches: the atoms that a workload joins or leaves, and the programs of the classes whose rules name them.
/// What it does not touch keeps its identity. One thread at a time; what it gives out is immutable.
/// As the compiler it knows nothing of guardrails: where <see cref="Guardrails.GuardrailCuts"/> leave something out of <see cref="Compilation"/>
/// before or after a change, deltas do not tell what else they leave out now.
/// </remarks>
public sealed class EstateEngine(Intent intent, EstateFacts facts, DateTimeOffset now, PolicyIds ids)
{
    private CompiledEstate estate = new(intent, facts, now, ids);
    private Compilation? compilation;

    /// <summary>What is compiled now, the same as a fresh compile gives. Made when it is asked for, and kept until the next change.</summary>
    public Compilation Compilation => compilation ??= estate.Snapshot();

    internal EstateSize Size => estate.Size;

    /// <summary>Other facts of one workload.</summary>
    /// <exception cref="KeyNotFoundException">There is no such workload.</exception>
    public EstateDelta Update(string workload, WorkloadFacts facts)
    {
        compilation = null;
        return estate.Change(workload, facts);
    }

    /// <summary>Another moment: policies expire at their time.</summary>
    public EstateDelta MoveTo(DateTimeOffset now)
    {
        compilation = null;
        return estate.MoveTo(now);
    }

    /// <summary>Another intent. Where only policies were added, changed or removed (<see cref="Intent.WithPolicies"/>), the rest stays; else all is compiled afresh.</summary>
    /// <param name="ids">A policy that was there before has the id that it had.</param>
    public EstateDelta Update(Intent intent, PolicyIds ids)
    {
        compilation = null;
        if (intent.DiffersInPoliciesOnly(estate.Intent))
            return estate.Change(intent, ids);
        estate = new CompiledEstate(intent, estate.Facts, estate.Now, ids);
        return EstateDelta.Whole;
    }
}
