namespace ZtSegment.Flows.Proof;

/// <summary>Results of operations on two nodes: open addressing, since it is asked for every pair of edges.</summary>
internal sealed class OperationMemo
{
    private ulong[] keys = new ulong[256];
    private int[] results = new int[256];
    private int count;

    public bool TryGet(int operation, int left, int right, out int result)
    {
        var key = KeyOf(operation, left, right);
        var slot = SlotOf(key);
        result = results[slot];
        return keys[slot] == key;
    }

    /// <summary>The operation must not be known.</summary>
    public void Add(int operation, int left, int right, int result)
    {
        if (++count * 2 > keys.Length)
            Grow();
        Put(KeyOf(operation, left, right), result);
    }

    /// <summary>Never 0, which is a free slot: no operation has the empty set on its left.</summary>
    private static ulong KeyOf(int operation, int left, int right) => (ulong)(uint)left << 33 | (ulong)(uint)right << 2 | (uint)operation;

    /// <summary>Where the key is, or would be.</summary>
    private int SlotOf(ulong key)
    {
        var mask = keys.Length - 1;
        var slot = (int)((key * 0x9E3779B97F4A7C15) >> 32) & mask;
        while (keys[slot] != 0 && keys[slot] != key)
            slot = (slot + 1) & mask;
        return slot;
    }

    private void Put(ulong key, int result)
    {
        var slot = SlotOf(key);
        (keys[slot], results[slot]) = (key, result);
    }

    private void Grow()
    {
        var (oldKeys, oldResults) = (keys, results);
        (keys, results) = (new ulong[oldKeys.Length * 4], new int[oldKeys.Length * 4]);
        for (var i = 0; i < oldKeys.Length; i++)
        {
            if (oldKeys[i] != 0)
                Put(oldKeys[i], oldResults[i]);
        }
    }
}
