using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>Addresses of workloads, which a person recognises before any other.</summary>
public sealed class KnownAddresses
{
    private readonly UInt128[] v4;
    private readonly UInt128[] v6;

    public KnownAddresses(Compilation compilation)
    {
        v4 = Sorted(compilation, IpFamily.V4);
        v6 = Sorted(compilation, IpFamily.V6);
    }

    /// <summary>The lowest one in the range, if any is.</summary>
    public UInt128? In(IpFamily family, UInt128 from, UInt128 to)
    {
        var all = family == IpFamily.V4 ? v4 : v6;
        var index = Array.BinarySearch(all, from);
        index = index < 0 ? ~index : index;
        return index < all.Length && all[index] <= to ? all[index] : null;
    }

    private static UInt128[] Sorted(Compilation compilation, IpFamily family)
    {
        var all = compilation.Table.Addresses.SelectMany(a => a).Where(a => a.Family == family).Select(a => a.Value).ToArray();
        Array.Sort(all);
        return all;
    }
}
