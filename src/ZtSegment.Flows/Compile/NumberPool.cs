namespace ZtSegment.Flows;

/// <summary>Numbers from 0 on. One that is given back is taken again, so that they stay as few as what they number.</summary>
internal sealed class NumberPool
{
    private readonly Stack<int> free = [];
    private int next;

    public int InUse => next - free.Count;

    public int Take() => free.TryPop(out var number) ? number : next++;

    public void Give(int number) => free.Push(number);
}
