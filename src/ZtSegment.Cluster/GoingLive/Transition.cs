using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Points;
using ZtSegment.Flows;
using ZtSegment.Flows.GoingLive;

namespace ZtSegment.Cluster.GoingLive;

/// <summary>What of one snapshot may not go live yet: gains that, beside an end that has not lost what it shall lose, would pass what neither intent allows.</summary>
/// <remarks>Such a point gets what its old and new have in common until those that it waits for have lost it; all others go on, and nobody waits for them.</remarks>
internal sealed class Transition
{
    private readonly Compilation compilation;
    private readonly ImmutableDictionary<int, ImmutableArray<int>> waits;
    private readonly Lazy<DesiredRulesets> rulesets;

    private Transition(Compilation compilation, ImmutableDictionary<int, ImmutableArray<int>> waits)
    {
        (this.compilation, this.waits) = (compilation, waits);
        rulesets = new(() => new DesiredRulesets(compilation));
    }

    public bool IsEmpty => waits.IsEmpty;

    /// <summary>Rows that wait.</summary>
    public IEnumerable<int> Rows => waits.Keys;

    /// <summary>What the waiting rows get for now: see <see cref="Rows"/>.</summary>
    public DesiredRulesets Rulesets => rulesets.Value;

    public bool Waits(int row) => waits.ContainsKey(row);

    /// <summary>The rows whose loss must be in force before what this row gains.</summary>
    public ImmutableArray<int> WaitsFor(int row) => waits.GetValueOrDefault(row, []);

    /// <summary>What a waiting row gets for now.</summary>
    public PointRules CommonOf(int row) => new(compilation.ClassOf[row].Program, compilation.Table.Addresses[row]);

    public static Transition None(Compilation compilation) => new(compilation, ImmutableDictionary<int, ImmutableArray<int>>.Empty);

    /// <param name="moves">What may be in force where, and what is to be; a row may have several.</param>
    public static Transition Of(Compilation compilation, IReadOnlyCollection<PointMove> moves)
    {
        var mixed = MixedFlows.Of(moves);
        var waits = mixed.Rows.Select(row => (row, losers: mixed.WaitsFor(row))).Where(w => !w.losers.IsEmpty).ToImmutableDictionary(w => w.row, w => w.losers);
        return waits.IsEmpty ? None(compilation) : new Transition(WithCommon(compilation, moves.Where(m => waits.ContainsKey(m.Row)).ToLookup(m => m.Row)), waits);
    }

    private static Compilation WithCommon(Compilation compilation, ILookup<int, PointMove> moves)
    {
        var classOf = compilation.ClassOf.ToBuilder();
        var addresses = compilation.Table.Addresses.ToArray();
        var number = compilation.Classes.Length == 0 ? 0 : compilation.Classes.Max(c => c.Number) + 1;
        foreach (var row in moves)
        {
            var common = row.Aggregate(row.First().New, (rules, move) => (move with { New = rules }).Common);
            classOf[row.Key] = classOf[row.Key] with { Number = number++, Program = common.Program, Rows = [row.Key] };
            addresses[row.Key] = common.Addresses;
        }

        return compilation with { ClassOf = classOf.MoveToImmutable(), Table = compilation.Table.WithAddresses(addresses) };
    }
}
