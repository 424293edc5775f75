using ZtSegment.Flows;

namespace ZtSegment.Cluster.View;

/// <summary>Whose desired ruleset may be another one since the last snapshot.</summary>
/// <param name="classes">Numbers of classes.</param>
/// <param name="isAll">Nothing is told one by one.</param>
internal sealed class AffectedRows(IReadOnlySet<int> classes, IReadOnlySet<int> rows, bool isAll = false)
{
    public static AffectedRows None { get; } = new(new HashSet<int>(), new HashSet<int>());

    public static AffectedRows All { get; } = new(new HashSet<int>(), new HashSet<int>(), isAll: true);

    public bool IsEmpty => !isAll && classes.Count == 0 && rows.Count == 0;

    public AffectedRows With(EstateDelta delta)
    {
        if (isAll || delta.IsEmpty)
            return this;
        return delta.IsWhole ? All : new AffectedRows(
            classes.Union(delta.Programs.Select(p => p.Class)).ToHashSet(),
            rows.Union(delta.Moves.Select(m => m.Row)).Union(delta.Readdressed).ToHashSet());
    }

    public bool Contains(Compilation compilation, int row) => isAll || rows.Contains(row) || classes.Contains(compilation.ClassOf[row].Number);
}
