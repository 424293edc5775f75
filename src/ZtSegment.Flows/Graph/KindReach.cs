using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>Which kinds a kind can reach at most: those with an address that a rule of the managed end speaks of.</summary>
internal sealed class KindReach
{
    private readonly Compilation compilation;
    private readonly WorkloadKinds kinds;
    private readonly BlockKinds blocks;
    private readonly Dictionary<WorkloadClass, HashSet<WorkloadKind>> named = new(ReferenceEqualityComparer.Instance);
    private readonly Lazy<ILookup<AddressKind, WorkloadKind>> letIn;
    private readonly HashSet<AddressKind> controller;

    public KindReach(Compilation compilation, WorkloadKinds kinds)
    {
        this.compilation = compilation;
        this.kinds = kinds;
        blocks = new BlockKinds(kinds);
        var management = compilation.Intent.Management;
        controller = [.. (management.Controller?.Addresses ?? []).Select(kinds.Find).OfType<AddressKind>()];
        letIn = new(() => LetIn(AddressSet.From(management.Access.SelectMany(a => a.From))));
    }

    /// <summary>In no order; with at least one managed end.</summary>
    public IEnumerable<WorkloadKind> From(WorkloadKind source)
    {
        if (!source.IsManaged)
            return source.Addresses.SelectMany(a => letIn.Value[a]).Distinct();
        return controller.Count == 0
            ? Named(source.Class)
            : Named(source.Class).Concat(controller.SelectMany(a => a.Holders)).Distinct();
    }

    private HashSet<WorkloadKind> Named(WorkloadClass source)
    {
        if (!named.TryGetValue(source, out var known))
        {
            named[source] = known = [.. source.Program.Egress
                .Select(rule => rule.Remote)
                .Distinct(ReferenceEqualityComparer.Instance)
                .SelectMany(block => blocks.Of((AddressBlock)block!))
                .SelectMany(address => address.Holders)];
        }

        return known;
    }

    /// <summary>For each address, the managed kinds with a rule or a management section that speaks of it on the way in.</summary>
    private ILookup<AddressKind, WorkloadKind> LetIn(AddressSet access)
    {
        var managing = kinds.Within(access).ToArray();
        var byClass = kinds.Kinds.Where(k => k.IsManaged).GroupBy(k => k.Class.Number);
        var pairs =
            from workloads in byClass
            let speaksOf = workloads.First().Class.Program.Ingress.SelectMany(rule => blocks.Of(rule.Remote)).Concat(managing).Distinct()
            from address in speaksOf
            from kind in workloads
            select (address, kind);
        return pairs.ToLookup(p => p.address, p => p.kind);
    }
}
