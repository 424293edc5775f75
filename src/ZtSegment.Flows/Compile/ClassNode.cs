using System.Runtime.InteropServices;

namespace ZtSegment.Flows;

/// <summary>A class as the engine keeps it: its workloads come and go, its program changes rule by rule.</summary>
internal sealed class ClassNode(int number, Signature signature, Modes modes)
{
    private readonly List<int> coming = [];
    private readonly List<int> going = [];
    private WorkloadClass? snapshot;

    public int Number { get; } = number;

    public int[] Key { get; set; } = [];

    /// <summary>Whether it is found by its key: not while all of its rows may leave.</summary>
    public bool IsKeyed { get; set; }

    public Signature Signature { get; set; } = signature;

    public Modes Modes { get; } = modes;

    /// <summary>Ascending.</summary>
    public int[] Rows
    {
        get;
        private set => (field, snapshot) = (value, null);
    } = [];

    public RuleProgram Program
    {
        get;
        set => (field, snapshot) = (value, null);
    } = RuleProgram.Empty;

    public WorkloadClass Snapshot => snapshot ??= new WorkloadClass(Number, Program, Modes, ImmutableCollectionsMarshal.AsImmutableArray(Rows));

    public void Come(int row) => coming.Add(row);

    public void Go(int row) => going.Add(row);

    /// <summary>Lets those who came and went count.</summary>
    public void MoveRows()
    {
        if (going.Count + coming.Count == 1)
        {
            Rows = going.Count == 1 ? Rows.Without(going[0]) : Rows.With(coming[0]);
        }
        else if (Rows.Length == 0)
        {
            Rows = [.. coming];
        }
        else
        {
            int[] rows = [.. Rows.Except(going), .. coming];
            Array.Sort(rows);
            Rows = rows;
        }

        coming.Clear();
        coming.TrimExcess();
        going.Clear();
    }
}
