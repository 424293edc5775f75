using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

public enum ProofVerdict
{
    Equal,
    Different,

    /// <summary>Something stands there that the reader does not model, or the proof went over its budget.</summary>
    Unproved,
}

/// <summary>One packet on which a ruleset and the intent differ.</summary>
/// <param name="Source">Null where the own address is symbolic: the proof of a class of like workloads.</param>
/// <param name="Destination">As <paramref name="Source"/>.</param>
/// <param name="Protocol">The number on the wire.</param>
/// <param name="Port">Destination port; null for protocols without ports.</param>
/// <param name="Role">Which packet of the flow: "request", "reply", "without SYN", "untracked", "neighbour discovery", ...</param>
/// <param name="Rule">The deciding rule or element of the ruleset as text; null for the default.</param>
/// <param name="Policy">The policy that declares the packet, the lowest name of several; null where none does.</param>
public sealed record Counterexample(
    Direction Direction, Address? Source, Address? Destination, IpFamily Family, byte Protocol, ushort? Port,
    bool RenderedAllows, bool DeclaredAllows, string Role, string? Rule, string? Policy);

/// <summary>The outcome of one proof.</summary>
/// <param name="Reason">Why it is unproved, or what beside packets makes it different; null otherwise.</param>
public sealed record ProofResult(ProofVerdict Verdict, IReadOnlyList<Counterexample> Counterexamples, string? Reason)
{
    public static ProofResult Equal { get; } = new(ProofVerdict.Equal, [], null);

    public static ProofResult Unproved(string reason) => new(ProofVerdict.Unproved, [], reason);

    /// <summary>The budget is spent: another attempt at the same would spend it again.</summary>
    public static ProofResult TooComplex(string reason) => Unproved(reason) with { IsTooComplex = true };

    public bool IsTooComplex { get; private init; }
}
