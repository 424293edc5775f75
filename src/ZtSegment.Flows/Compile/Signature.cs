using System.Runtime.InteropServices;

namespace ZtSegment.Flows;

/// <summary>One combination of atoms, with what else a program of it depends on.</summary>
internal sealed class Signature
{
    public Signature(int number, int[] key, AtomNode[] atoms)
    {
        (Number, Key, Atoms) = (number, key, atoms);
        Refresh();
    }

    public int Number { get; }

    /// <summary>The numbers of the atoms, ascending.</summary>
    public int[] Key { get; }

    public AtomNode[] Atoms { get; }

    /// <summary>Classes that have it.</summary>
    public int Users { get; set; }

    /// <summary>Policies that let packets in, by index.</summary>
    public PolicyNode[] To { get; private set; } = [];

    /// <summary>Policies that let packets out, by index.</summary>
    public PolicyNode[] From { get; private set; } = [];

    public LabelValues[] Values { get; private set; } = [];

    /// <summary>Port names that are resolved on its workloads.</summary>
    public string[] Names { get; private set; } = [];

    public PolicyNode[] Policies(Direction direction) => direction == Direction.Ingress ? To : From;

    public bool Has(PolicyNode policy, Direction direction)
    {
        var policies = Policies(direction);
        var (low, high) = (0, policies.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (policies[middle].Index == policy.Index)
                return true;
            if (policies[middle].Index < policy.Index)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return false;
    }

    /// <summary>Reads the policies of its atoms again.</summary>
    /// <returns>Whether keys of classes have another shape now.</returns>
    public bool Refresh()
    {
        (To, From) = (Policies(Atoms, a => a.To), Policies(Atoms, a => a.From));
        var values = ValuesOf(To, From);
        var names = NamesOf(To);
        if (values.AsSpan().SequenceEqual(Values) && names.AsSpan().SequenceEqual(Names))
            return false;
        (Values, Names) = (values, names);
        return true;
    }

    private static LabelValues[] ValuesOf(PolicyNode[] to, PolicyNode[] from)
    {
        HashSet<LabelValues>? values = null;
        foreach (var policy in to)
            Add(ref values, policy.Values);
        foreach (var policy in from)
            Add(ref values, policy.Values);
        return values is null ? [] : [.. values.OrderBy(v => v.Number)];
    }

    private static string[] NamesOf(PolicyNode[] to)
    {
        HashSet<string>? names = null;
        foreach (var policy in to)
        {
            foreach (var name in policy.Ports.Ports.Names)
                Add(ref names, name);
        }

        return names is null ? [] : [.. names.Order(StringComparer.Ordinal)];
    }

    private static void Add<T>(ref HashSet<T>? set, T? item)
    {
        if (item is not null)
            (set ??= []).Add(item);
    }

    private static PolicyNode[] Policies(AtomNode[] atoms, Func<AtomNode, List<PolicyNode>> of)
    {
        var policies = new List<PolicyNode>();
        foreach (var atom in atoms)
            policies.AddRange(of(atom));
        policies.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        var distinct = 0;
        foreach (var policy in CollectionsMarshal.AsSpan(policies))
        {
            if (distinct == 0 || policies[distinct - 1] != policy)
                policies[distinct++] = policy;
        }

        return [.. CollectionsMarshal.AsSpan(policies)[..distinct]];
    }
}
