using System.Collections.Frozen;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The stable number of each flow policy: a conntrack mark, at least <see cref="First"/>, allotted once and never used again.</summary>
/// <remarks>0 is no mark and 1 marks an observed flow; the rest below <see cref="First"/> is kept free.</remarks>
public sealed class PolicyIds(IReadOnlyDictionary<string, uint> byName)
{
    public const uint First = 1001;

    private readonly FrozenDictionary<string, uint> byName = byName.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">No id was allotted to the policy.</exception>
    public uint this[string policy] => byName[policy];

    /// <summary>Ids by ordinal order of names: what a command line does that keeps no state.</summary>
    public static PolicyIds ByOrderOfNames(Intent intent)
    {
        var next = First;
        return new PolicyIds(intent.Policies.ToDictionary(p => p.Name, _ => next++));
    }
}
