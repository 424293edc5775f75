namespace ZtSegment.Flows;

/// <summary>Ascending arrays of rows, replaced and never changed: whoever holds one holds what was true then.</summary>
internal static class RowArrays
{
    public static bool Has(this int[] rows, int row) => Array.BinarySearch(rows, row) >= 0;

    public static int[] With(this int[] rows, int row)
    {
        var at = Array.BinarySearch(rows, row);
        if (at >= 0)
            return rows;
        var more = new int[rows.Length + 1];
        rows.AsSpan(0, ~at).CopyTo(more);
        more[~at] = row;
        rows.AsSpan(~at).CopyTo(more.AsSpan(~at + 1));
        return more;
    }

    public static int[] Without(this int[] rows, int row)
    {
        var at = Array.BinarySearch(rows, row);
        if (at < 0)
            return rows;
        var less = new int[rows.Length - 1];
        rows.AsSpan(0, at).CopyTo(less);
        rows.AsSpan(at + 1).CopyTo(less.AsSpan(at));
        return less;
    }
}
