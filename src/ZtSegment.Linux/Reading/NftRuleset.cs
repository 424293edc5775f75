using System.Collections.Immutable;

namespace ZtSegment.Linux.Reading;

/// <summary>What our table says, as text or as the kernel tells it; all that it says is modelled, else a reader gives a problem instead.</summary>
/// <param name="StartsClean">Whether what the table was before makes no difference: the text deletes it first, or it is what the kernel has.</param>
public sealed record NftRuleset(IReadOnlyDictionary<string, NftChain> Chains, IReadOnlyDictionary<string, NftSet> Sets, bool StartsClean)
{
    /// <summary>No table at all.</summary>
    public static NftRuleset Empty { get; } = new(new Dictionary<string, NftChain>(), new Dictionary<string, NftSet>(), true);

    /// <summary>The same with other ends of those elements of named sets that have one.</summary>
    public NftRuleset WithEnds(Func<TimeSpan, TimeSpan> change) => this with
    {
        Sets = Sets.ToDictionary(s => s.Key, s => s.Value.IsTimed ? s.Value.WithEnds(change) : s.Value, StringComparer.Ordinal),
    };
}

/// <summary>What a reader made of its input: a ruleset, or why it has none.</summary>
/// <param name="Problem">What stands there that is not modelled, and where; null with a ruleset.</param>
public sealed record NftReading(NftRuleset? Ruleset, string? Problem);

/// <param name="Base">Null for a chain that is only jumped to.</param>
public sealed record NftChain(string Name, NftBase? Base, ImmutableArray<NftRule> Rules);

public enum NftHook
{
    Input,
    Output,
}

/// <summary>Where a base chain of type filter hangs.</summary>
public sealed record NftBase(NftHook Hook, int Priority, bool Accepts);

/// <param name="Text">As it was written.</param>
public sealed record NftRule(ImmutableArray<NftStatement> Statements, string Text);

public abstract record NftStatement;

/// <summary>Goes on where the fields of the packet are in the set (or are not, where negated); a field that the packet lacks never is.</summary>
/// <param name="Set">Written in the rule; null for a named one.</param>
public sealed record NftMatch(ImmutableArray<NftField> Key, bool IsNegated, NftSet? Set, string? SetName) : NftStatement;

/// <summary>Sets the conntrack mark to a number.</summary>
public sealed record NftMarkNumber(uint Mark) : NftStatement;

/// <summary>Sets the conntrack mark to what the map has for the packet, and ends the rule where it has nothing.</summary>
public sealed record NftMarkFromMap(ImmutableArray<NftField> Key, string Map) : NftStatement;

/// <param name="Name">Null for one of the rule's own.</param>
public sealed record NftCounter(string? Name) : NftStatement;

public sealed record NftLog : NftStatement;

/// <summary>Goes on for some packets and not for others, by rate.</summary>
public sealed record NftLimit : NftStatement;

public enum NftVerdictKind
{
    Accept,

    /// <summary>Reject too: the packet does not pass, whatever its sender is told.</summary>
    Drop,
    Return,
    Jump,
    Goto,

    /// <summary>Goes on with the next rule.</summary>
    Continue,
}

/// <param name="Chain">Of jump and goto.</param>
public sealed record NftVerdict(NftVerdictKind Kind, string? Chain) : NftStatement;
