using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows.GoingLive;

/// <summary>
/// Flows that an old end and a new end together would pass, and that neither both old ends nor both new ones do. Such a flow is what one end loses and
/// the other gains; so a point that gains it waits for those that lose it, in what its old and new have in common, which is safe at any moment.
/// </summary>
/// <remarks>
/// The declared flows count, whatever the modes. Points of one workload may be in different states: together they pass what both pass. Management is
/// not looked at: it is the same on all points, and a change of it goes live on trial. Of workloads that share an address one may wait without need.
/// </remarks>
//
//   what leaving packets lose ----+
//                                 +--> waits: gainer --> losers      each by pairs of programs, not by pairs of workloads
//   what entering packets gain ---+
//   and the mirror image
//
public sealed class MixedFlows
{
    private readonly Dictionary<int, List<ImmutableArray<int>>> waits = [];

    private MixedFlows()
    {
    }

    public static MixedFlows None { get; } = new();

    /// <summary>Rows whose gain waits, ascending.</summary>
    public IEnumerable<int> Rows => waits.Keys.Order();

    /// <summary>Rows whose loss must be in force before this row's gain: they are in what old and new have in common, or in new. Ascending.</summary>
    public ImmutableArray<int> WaitsFor(int row) =>
        waits.TryGetValue(row, out var losers) ? [.. losers.SelectMany(l => l).Where(l => l != row).Distinct().Order()] : [];

    /// <param name="moves">Of all managed workloads whose ends are not yet what they shall be, or do not yet say so. Those that are left out stay as they are.</param>
    public static MixedFlows Of(IReadOnlyCollection<PointMove> moves)
    {
        if (moves.Count < 2)
            return None;
        var (found, differences) = (new MixedFlows(), new RuleDifferences());
        found.Join(Lost(Direction.Egress), Gained(Direction.Ingress));
        found.Join(Lost(Direction.Ingress), Gained(Direction.Egress));
        return found;

        ChangedEnds Lost(Direction direction) => new(moves.Select(m => (m.Row, m.Regions(m.Old, m.New, direction, differences))));

        ChangedEnds Gained(Direction direction) => new(moves.Select(m => (m.Row, m.Regions(m.New, m.Old, direction, differences))));
    }

    private void Join(ChangedEnds lost, ChangedEnds gained)
    {
        foreach (var gainer in gained.Ends)
        {
            foreach (var gain in gainer.Boxes)
            {
                foreach (var (loser, rows) in lost.With(gain))
                {
                    foreach (var loss in loser.Boxes.Where(b => b.Family == gain.Family && b.Ports.Overlaps(gain.Ports)))
                    {
                        foreach (var row in gainer.RowsIn(loss))
                            Add(row, rows);
                    }
                }
            }
        }
    }

    private void Add(int row, ImmutableArray<int> losers)
    {
        if (losers.Length == 1 && losers[0] == row)
            return;
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(waits, row, out _);
        (known ??= []).Add(losers);
    }
}
