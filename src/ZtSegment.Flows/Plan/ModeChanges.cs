using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>What a workload turns to.</summary>
public enum ModeChangeKind
{
    Enforced,
    Observed,
    Unmanaged,
    Isolated,
    NoLongerIsolated,
}

/// <summary>A workload that is treated in another way than before.</summary>
/// <param name="Direction">Null for what is not by direction.</param>
public sealed record ModeChange(string Workload, ModeChangeKind Kind, Direction? Direction);

/// <summary>Compares how workloads are enforced. New and gone ones turn to nothing, but a new one may be isolated.</summary>
internal static class ModeChanges
{
    /// <summary>By workload, then direction.</summary>
    public static IEnumerable<ModeChange> Between(Compilation old, Compilation @new)
    {
        var wasIsolated = IsolatedWorkloads.Of(old, new Selection(old)).ToHashSet();
        var isIsolated = IsolatedWorkloads.Of(@new, new Selection(@new)).ToHashSet();
        for (var row = 0; row < @new.Table.Workloads.Length; row++)
        {
            var name = @new.Table.Workloads[row].Name;
            var before = old.Binder.FindRow(name);
            foreach (var change in before is { } oldRow ? Turns(old, oldRow, @new, row) : [])
                yield return change;
            var was = before is { } b && wasIsolated.Contains(b);
            if (was != isIsolated.Contains(row))
                yield return new ModeChange(name, was ? ModeChangeKind.NoLongerIsolated : ModeChangeKind.Isolated, null);
        }
    }

    private static IEnumerable<ModeChange> Turns(Compilation old, int oldRow, Compilation @new, int row)
    {
        var name = @new.Table.Workloads[row].Name;
        if (!@new.Table.Workloads[row].IsManaged)
        {
            if (old.Table.Workloads[oldRow].IsManaged)
                yield return new ModeChange(name, ModeChangeKind.Unmanaged, null);
            yield break;
        }

        foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
        {
            var mode = @new.ClassOf[row].Modes[direction];
            if (!old.Table.Workloads[oldRow].IsManaged || old.ClassOf[oldRow].Modes[direction] != mode)
                yield return new ModeChange(name, mode == Mode.Enforce ? ModeChangeKind.Enforced : ModeChangeKind.Observed, direction);
        }
    }
}
