using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ZtSegment.Language;

/// <summary>All declared documents, validated together. Lists are sorted by name in ordinal order; references resolve.</summary>
public sealed class Intent
{
    private readonly Lazy<Dictionary<FlowPolicy, int>> indexOfPolicy;

    public Intent(IEnumerable<Document> documents)
    {
        var all = documents as IReadOnlyCollection<Document> ?? [.. documents];
        Estate = all.OfType<Estate>().SingleOrDefault();
        Workloads = Sorted<Workload>(all);
        Segments = Sorted<Segment>(all);
        Rollouts = Sorted<Rollout>(all);
        AddressGroups = Sorted<AddressGroup>(all);
        PortGroups = Sorted<PortGroup>(all);
        Policies = Sorted<FlowPolicy>(all);
        Guardrails = Sorted<Guardrail>(all);
        EnforcementPoints = Sorted<EnforcementPointDocument>(all);
        SegmentsByName = Segments.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
        AddressGroupsByName = AddressGroups.ToFrozenDictionary(g => g.Name, StringComparer.Ordinal);
        PortGroupsByName = PortGroups.ToFrozenDictionary(g => g.Name, StringComparer.Ordinal);
        indexOfPolicy = IndexOfPolicies(Policies);
    }

    private Intent(Intent other, ImmutableArray<FlowPolicy> policies)
    {
        (Estate, Workloads, Segments, Rollouts) = (other.Estate, other.Workloads, other.Segments, other.Rollouts);
        (AddressGroups, PortGroups, Guardrails, EnforcementPoints) = (other.AddressGroups, other.PortGroups, other.Guardrails, other.EnforcementPoints);
        (SegmentsByName, AddressGroupsByName, PortGroupsByName) = (other.SegmentsByName, other.AddressGroupsByName, other.PortGroupsByName);
        Policies = policies;
        indexOfPolicy = IndexOfPolicies(policies);
    }

    public Estate? Estate { get; }

    public Mode DefaultMode => Estate?.DefaultMode ?? Mode.Observe;

    public Management Management => Estate?.Management ?? Management.None;

    public ImmutableArray<Workload> Workloads { get; }

    public ImmutableArray<Segment> Segments { get; }

    public ImmutableArray<Rollout> Rollouts { get; }

    public ImmutableArray<AddressGroup> AddressGroups { get; }

    public ImmutableArray<PortGroup> PortGroups { get; }

    public ImmutableArray<FlowPolicy> Policies { get; }

    public ImmutableArray<Guardrail> Guardrails { get; }

    public ImmutableArray<EnforcementPointDocument> EnforcementPoints { get; }

    public FrozenDictionary<string, Segment> SegmentsByName { get; }

    public FrozenDictionary<string, AddressGroup> AddressGroupsByName { get; }

    public FrozenDictionary<string, PortGroup> PortGroupsByName { get; }

    /// <summary>Where one of <see cref="Policies"/> stands among them.</summary>
    /// <exception cref="KeyNotFoundException">It is none of this intent's own documents, however equal.</exception>
    public int IndexOf(FlowPolicy policy) => indexOfPolicy.Value[policy];

    /// <summary>The workload of that name, or null.</summary>
    public Workload? FindWorkload(string name)
    {
        int low = 0, high = Workloads.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(Workloads[middle].Name, name);
            if (order == 0)
                return Workloads[middle];
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return null;
    }

    /// <summary>The same but for policies: those of that name are gone, <paramref name="added"/> is there.</summary>
    public Intent WithPolicies(IReadOnlySet<string> removed, IEnumerable<FlowPolicy> added)
    {
        FlowPolicy[] policies = [.. Policies.Where(p => !removed.Contains(p.Name)), .. added];
        Array.Sort(policies, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new Intent(this, ImmutableCollectionsMarshal.AsImmutableArray(policies));
    }

    /// <summary>Whether every other document is the very same.</summary>
    public bool DiffersInPoliciesOnly(Intent other) =>
        Estate == other.Estate && Workloads == other.Workloads && Segments == other.Segments && Rollouts == other.Rollouts
        && AddressGroups == other.AddressGroups && PortGroups == other.PortGroups && Guardrails == other.Guardrails && EnforcementPoints == other.EnforcementPoints;

    private static Lazy<Dictionary<FlowPolicy, int>> IndexOfPolicies(ImmutableArray<FlowPolicy> policies) =>
        new(() => new Dictionary<FlowPolicy, int>(policies.Index().Select(p => KeyValuePair.Create(p.Item, p.Index)), ReferenceEqualityComparer.Instance));

    private static ImmutableArray<T> Sorted<T>(IReadOnlyCollection<Document> all)
        where T : Document
    {
        var ofKind = all.OfType<T>().ToArray();
        Array.Sort(ofKind, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return ImmutableCollectionsMarshal.AsImmutableArray(ofKind);
    }
}
