using System.Runtime.InteropServices;

namespace ZtSegment.Flows;

/// <summary>What one change has touched so far.</summary>
internal sealed class Change
{
    private readonly Dictionary<ClassNode, (HashSet<PolicyNode> Ingress, HashSet<PolicyNode> Egress)> touched = new(ReferenceEqualityComparer.Instance);

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

    public (HashSet<PolicyNode> Ingress, HashSet<PolicyNode> Egress) Touch(ClassNode workloads)
    {
        ref var policies = ref CollectionsMarshal.GetValueRefOrAddDefault(touched, workloads, out var exists);
        if (!exists)
            policies = ([], []);
        return policies;
    }

    public IReadOnlyCollection<PolicyNode> TouchedIn(ClassNode workloads, Direction direction) => !touched.TryGetValue(workloads, out var policies) ? []
        : direction == Direction.Ingress ? policies.Ingress : policies.Egress;

    public void Add(AddressBlock before, AddressBlock after, BlockDelta delta)
    {
        if (!before.IsEmpty && !after.IsEmpty)
            Blocks[before] = delta;
    }
}
