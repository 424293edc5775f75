using ZtSegment.Flows.Graph;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>What happens to the ruleset of an enforcement point.</summary>
public enum PointChangeKind
{
    Add,
    Remove,
    Update,
}

/// <param name="Name">A Linux host, or the resource id of a network security group.</param>
public sealed record PointChange(string Name, bool IsNsg, PointChangeKind Kind);

/// <summary>Finds the enforcement points whose ruleset is new, gone, or another in meaning: packets, deadlines, modes, own addresses, management.</summary>
internal sealed class PointChanges(PlanSide old, PlanSide @new)
{
    private readonly RulesetComparison rulesets = new();
    private readonly ManagementPorts oldManagement = new(old.Compilation);
    private readonly ManagementPorts newManagement = new(@new.Compilation);
    private readonly Dictionary<(WorkloadKind, WorkloadKind), bool> sameManagement = [];

    /// <summary>Hosts before network security groups, each by name.</summary>
    public IEnumerable<PointChange> Find() => Hosts().Concat(Nsgs());

    private IEnumerable<PointChange> Hosts()
    {
        var before = Rows(old.Compilation, w => w.LinuxHost).ToDictionary(r => r.Point, r => r.Row, StringComparer.Ordinal);
        var after = Rows(@new.Compilation, w => w.LinuxHost).ToDictionary(r => r.Point, r => r.Row, StringComparer.Ordinal);
        return Changes(before, after, isNsg: false, (oldRow, row) =>
            SameAddresses(oldRow, row)
            && rulesets.AreSame(old.Compilation.ClassOf[oldRow], @new.Compilation.ClassOf[row], EnforcementTarget.Linux)
            && HasSameManagement(oldRow, row));
    }

    private IEnumerable<PointChange> Nsgs()
    {
        var before = ByNsg(old.Compilation);
        var after = ByNsg(@new.Compilation);
        var names = after.ToDictionary(p => p.Key, p => p.Value.Select(row => @new.Compilation.Table.Workloads[row].Nsg!).Min(StringComparer.Ordinal)!, StringComparer.OrdinalIgnoreCase);
        return Changes(before, after, isNsg: true, HaveSameMembers)
            .Select(change => names.TryGetValue(change.Name, out var written) ? change with { Name = written } : change);
    }

    private static IEnumerable<PointChange> Changes<T>(Dictionary<string, T> before, Dictionary<string, T> after, bool isNsg, Func<T, T, bool> areSame) =>
        from name in before.Keys.Union(after.Keys, after.Comparer).Order(StringComparer.Ordinal)
        let wasThere = before.ContainsKey(name)
        let isThere = after.ContainsKey(name)
        where !wasThere || !isThere || !areSame(before[name], after[name])
        select new PointChange(name, isNsg, !wasThere ? PointChangeKind.Add : !isThere ? PointChangeKind.Remove : PointChangeKind.Update);

    /// <summary>No ruleset is made for a point while no address is known.</summary>
    private static IEnumerable<(string Point, int Row)> Rows(Compilation side, Func<Workload, string?> point) =>
        from row in Enumerable.Range(0, side.Table.Workloads.Length)
        let name = point(side.Table.Workloads[row])
        where name is not null && !side.Table.Addresses[row].IsEmpty
        select (name, row);

    private static Dictionary<string, int[]> ByNsg(Compilation side) => Rows(side, w => w.Nsg)
        .GroupBy(r => r.Point, r => r.Row, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Every address has the same rules; whose it is does not matter.</summary>
    private bool HaveSameMembers(int[] oldRows, int[] rows)
    {
        var before = RowsByAddress(old.Compilation, oldRows);
        var after = RowsByAddress(@new.Compilation, rows);
        return before.Count == after.Count
            && after.All(p => before[p.Key].ToArray() is var theirs && theirs.Length == p.Count() && theirs.Zip(p).All(pair => IsSameMember(pair.First, pair.Second)))
            && DocumentOf(old.Compilation, oldRows[0]) == DocumentOf(@new.Compilation, rows[0]);
    }

    private bool IsSameMember(int oldRow, int row) =>
        rulesets.AreSame(old.Compilation.ClassOf[oldRow], @new.Compilation.ClassOf[row], EnforcementTarget.Nsg) && HasSameManagement(oldRow, row);

    private static ILookup<Address, int> RowsByAddress(Compilation side, int[] rows) =>
        rows.SelectMany(row => side.Table.Addresses[row].Select(address => (address, row))).ToLookup(p => p.address, p => p.row);

    private static (NsgOwnership, bool, bool)? DocumentOf(Compilation side, int row) => side.Intent.EnforcementPoints
        .Where(p => string.Equals(p.Nsg, side.Table.Workloads[row].Nsg, StringComparison.OrdinalIgnoreCase))
        .Select(p => ((NsgOwnership, bool, bool)?)(p.Ownership, p.Adopt, p.Create)).FirstOrDefault();

    private bool SameAddresses(int oldRow, int row) =>
        old.Compilation.Table.Addresses[oldRow].ToHashSet().SetEquals(@new.Compilation.Table.Addresses[row]);

    private bool HasSameManagement(int oldRow, int row)
    {
        var pair = (old.Kinds.OfRow[oldRow], @new.Kinds.OfRow[row]);
        if (!sameManagement.TryGetValue(pair, out var same))
        {
            sameManagement[pair] = same = new[] { Direction.Ingress, Direction.Egress }.All(direction =>
                Regions(oldManagement, pair.Item1, direction) is var before && Regions(newManagement, pair.Item2, direction) is var after
                && EndRegions.Without(before, after).Count == 0 && EndRegions.Without(after, before).Count == 0);
        }

        return same;
    }

    private static EndRegion[] Regions(ManagementPorts management, WorkloadKind kind, Direction direction) =>
        [.. management.Written(kind, direction).SelectMany(p => EndDifferences.Regions(EnforcementTarget.Linux, AddressSet.From([p.Remote]), p.Ports))];
}
