using System.Runtime.InteropServices;

namespace ZtSegment.Flows;

/// <summary>What one change has touched so far.</summary>
internal sealed class Change
{
    private readonly Dictionary<ClassNode, (List<PolicyNode> Ingress, List<PolicyNode> Egress)> touched = new(ReferenceEqualityComparer.Instance);

    public List<ClassMove> Moves { get; } = [];

    public List<ClassNode> Created { get; } = [];

    public List<ClassNode> Dropped { get; } = [];

    /// <summary>Classes that are themselves, with other atoms, values or ports; with the atoms before.</summary>
    public Dictionary<ClassNode, Signature> Rekeyed { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>By the block before.</summary>
    public Dictionary<AddressBlock, BlockDelta> Blocks { get; } = new(ReferenceEqualityComparer.Instance);

    public IEnumerable<ClassNode> Touched => touched.Keys;

    /// <summary>The rules of this policy may be others now.</summary>
    public void Touch(ClassNode workloads, Direction direction, PolicyNode policy)
    {
        var policies = Touch(workloads);
        (direction == Direction.Ingress ? policies.Ingress : policies.Egress).Add(policy);
    }

    public (List<PolicyNode> Ingress, List<PolicyNode> Egress) Touch(ClassNode workloads)
    {
        ref var policies = ref CollectionsMarshal.GetValueRefOrAddDefault(touched, workloads, out var exists);
        if (!exists)
            policies = ([], []);
        return policies;
    }

    /// <summary>By name, those of one name that are bound first; some twice.</summary>
    public ReadOnlySpan<PolicyNode> TouchedIn(ClassNode workloads, Direction direction)
    {
        var (ingress, egress) = touched[workloads];
        var policies = direction == Direction.Ingress ? ingress : egress;
        if (policies.Count > 1)
            policies.Sort(static (a, b) => string.CompareOrdinal(a.Policy.Name, b.Policy.Name) is var byName && byName != 0 ? byName : b.IsBound.CompareTo(a.IsBound));
        return CollectionsMarshal.AsSpan(policies);
    }

    public void Add(AddressBlock before, AddressBlock after, BlockDelta delta)
    {
        if (!before.IsEmpty && !after.IsEmpty)
            Blocks[before] = delta;
    }
}
