using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>How many workloads of one end of an edge are enforced, observed and unmanaged in the direction of the flow; all 0 for addresses.</summary>
public readonly record struct EndModes(int Enforced, int Observed, int Unmanaged)
{
    /// <summary>An end that is addresses only: nothing enforces there.</summary>
    public static EndModes Addresses => default;

    /// <summary>One workload's mode.</summary>
    public static EndModes Of(Compilation compilation, int row, Direction direction) =>
        !compilation.Table.Workloads[row].IsManaged ? new(0, 0, 1)
        : compilation.ClassOf[row].Modes[direction] == Mode.Enforce ? new(1, 0, 0)
        : new(0, 1, 0);

    public static EndModes operator +(EndModes left, EndModes right) =>
        new(left.Enforced + right.Enforced, left.Observed + right.Observed, left.Unmanaged + right.Unmanaged);

    /// <summary><c>enforced</c>, <c>observed</c>, <c>unmanaged</c>, or <c>mixed</c>.</summary>
    public override string ToString() => this switch
    {
        { Enforced: 0, Observed: 0 } => "unmanaged",
        { Observed: 0, Unmanaged: 0 } => "enforced",
        { Enforced: 0, Unmanaged: 0 } => "observed",
        _ => "mixed",
    };
}
