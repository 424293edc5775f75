using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>The rules of a class: those of each policy that selects it, with the other side's addresses.</summary>
internal sealed class Programs(WorkloadTable table)
{
    private readonly List<ProgramRule> rules = [];

    public RuleProgram Of(ClassNode workloads) => new(All(workloads, Direction.Ingress), All(workloads, Direction.Egress));

    /// <summary>Makes the rules of some policies anew and keeps all others; the same array where they come out the same.</summary>
    /// <param name="changes">Takes what is other than before.</param>
    public ImmutableArray<ProgramRule> Patch(ClassNode workloads, Direction direction, Change change, ImmutableArray<RuleChange>.Builder changes)
    {
        var known = workloads.Program[direction].AsSpan();
        rules.Clear();
        var at = 0;
        string? last = null;
        foreach (var policy in change.TouchedIn(workloads, direction))
        {
            if (policy.Policy.Name == last)
                continue;
            last = policy.Policy.Name;
            var start = FirstOf(known, last);
            rules.AddRange(known[at..start]);
            for (at = start; at < known.Length && known[at].Policy.Name == last;)
                at++;
            var made = rules.Count;
            if (policy.IsBound && workloads.Signature.Has(policy, direction))
                Add(policy, workloads.Rows[0], direction);
            RuleChanges.Find(known[start..at], CollectionsMarshal.AsSpan(rules)[made..], change, changes);
        }

        if (changes.Count == 0)
            return workloads.Program[direction];
        rules.AddRange(known[at..]);
        return [.. rules];
    }

    private ImmutableArray<ProgramRule> All(ClassNode workloads, Direction direction)
    {
        rules.Clear();
        foreach (var policy in workloads.Signature.Policies(direction))
            Add(policy, workloads.Rows[0], direction);
        return [.. rules];
    }

    /// <param name="row">Any member of the class.</param>
    private void Add(PolicyNode policy, int row, Direction direction)
    {
        // On the way out names are resolved on each destination: one rule for each port set that the peers come to.
        var ports = direction == Direction.Ingress ? policy.Ports.Of(row) : policy.Ports.Ports.Literal;
        var value = policy.Values is { } values ? values[row] : 0;
        foreach (var (node, partition) in policy.Remote(direction))
        {
            if (partition is null)
            {
                Add(policy, ((NetsNode)node).Block, ports);
                continue;
            }

            foreach (var part in partition.PartsOf(value))
                Add(policy, part.BlockIn(table), part.Ports ?? ports);
        }
    }

    private void Add(PolicyNode policy, AddressBlock remote, ProtocolPorts ports)
    {
        if (!remote.IsEmpty && !ports.IsEmpty)
            rules.Add(new ProgramRule(policy.Policy, remote, ports));
    }

    private static int FirstOf(ReadOnlySpan<ProgramRule> sorted, string policy)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (string.CompareOrdinal(sorted[middle].Policy.Name, policy) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
