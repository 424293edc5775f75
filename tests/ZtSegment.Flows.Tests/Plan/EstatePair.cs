using System.Collections.Immutable;
using CsCheck;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Plan;

/// <summary>Two estates to plan between: one edited into the other, or two that share little but names and addresses.</summary>
public sealed record EstatePair(RandomEstate Old, RandomEstate New)
{
    public static Gen<EstatePair> Any { get; } = Gen.Frequency((3, Edited), (1, Gen.Select(RandomEstate.Any, RandomEstate.Any, (a, b) => new EstatePair(a, b))));

    public Compilation OldCompiled => Compiled(Old);

    public Compilation NewCompiled => Compiled(New);

    public override string ToString() => $"{Old}\n=====\n{New}";

    private static Compilation Compiled(RandomEstate estate) =>
        Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));

    /// <summary>Some documents of each kind take the place of others of their kind, under the name that those had.</summary>
    private static Gen<EstatePair> Edited =>
        from old in RandomEstate.Any
        from edits in Gen.Int[0, 9].Array[64]
        let next = Edits(edits)
        let segments = Swapped(old.Intent.Segments, next, (s, other) => s with { Selector = other.Selector, Ports = other.Ports })
        let groups = Swapped(old.Intent.AddressGroups, next, (g, other) => g with { Cidrs = other.Cidrs, Except = g.Cidrs.Length > 1 ? other.Except : g.Except })
        let policies = Swapped(old.Intent.Policies.Where(p => next() != 0), next, (p, other) => p with { Ports = p.SameLabels.IsEmpty ? p.Ports : other.Ports, When = other.When, Expires = other.Expires })
        let workloads = Swapped(old.Intent.Workloads, next, (w, other) => w with { Header = w.Header with { Labels = other.Labels }, VirtualAddresses = other.VirtualAddresses, LinuxHost = w.Nsg is null && other.IsManaged ? w.LinuxHost : null })
        let rest = old.Intent.PortGroups.Cast<Document>().Concat(old.Intent.Rollouts).Concat(old.Intent.Estate is { } e && next() != 0 ? [e] : [])
        select new EstatePair(old, old with { Intent = new Intent([.. segments, .. groups, .. policies, .. workloads, .. rest]) });

    private static Func<int> Edits(int[] edits)
    {
        var at = 0;
        return () => edits[at++ % edits.Length];
    }

    private static ImmutableArray<T> Swapped<T>(IEnumerable<T> documents, Func<int> next, Func<T, T, T> swap)
    {
        var all = documents.ToArray();
        return [.. all.Select(document => next() < 3 ? swap(document, all[next() % all.Length]) : document)];
    }
}
