namespace ZtSegment.Flows;

/// <summary>The atoms of every row, in one array.</summary>
internal sealed class AtomsOfRows
{
    private readonly int[] starts;
    private readonly int[] atoms;

    public AtomsOfRows(Bindings bindings, int rows)
    {
        starts = new int[rows + 1];
        foreach (var atom in bindings.Atoms)
        {
            foreach (var row in atom.Members)
                starts[row + 1]++;
        }

        for (var row = 0; row < rows; row++)
            starts[row + 1] += starts[row];
        atoms = new int[starts[rows]];
        var next = starts.AsSpan(0, rows).ToArray();
        foreach (var atom in bindings.Atoms)
        {
            foreach (var row in atom.Members)
                atoms[next[row]++] = atom.Number;
        }
    }

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<int> Of(int row) => atoms.AsSpan(starts[row]..starts[row + 1]);
}
