using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>A selector that something asks for, with the rows that it matches now, whatever their facts.</summary>
internal sealed class SelectedRows(Selector selector, int[] rows)
{
    public Selector Selector { get; } = selector;

    public int[] Rows
    {
        get;
        set
        {
            field = value;
            foreach (var atom in Atoms)
                atom.Forget();
        }
    } = rows;

    /// <summary>One for each <c>when</c> under which a live policy writes the selector.</summary>
    public List<AtomNode> Atoms { get; } = [];

    public List<Rollout> Rollouts { get; } = [];

    /// <summary>Segments that give their members port names.</summary>
    public List<Segment> Segments { get; } = [];

    public bool IsUsed => Atoms.Count > 0 || Rollouts.Count > 0 || Segments.Count > 0;
}
