using System.Collections.Immutable;
using CsCheck;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Incremental;

/// <summary>One change that an estate may meet.</summary>
internal abstract record RandomChange
{
    public static Gen<RandomChange> Of(RandomEstate estate)
    {
        var intent = estate.Intent;
        var names = new Names(
            [.. intent.Workloads.Select(w => w.Name)], [.. intent.Segments.Select(s => s.Name)],
            [.. intent.AddressGroups.Where(g => !g.Cidrs.IsEmpty).Select(g => g.Name)], [.. intent.PortGroups.Select(g => g.Name)]);
        var facts = Gen.Int[0, intent.Workloads.Length - 1].Select(RandomFacts.Any, (number, known) =>
            (RandomChange)new OtherFacts(RandomWorkload.NameOf(number), known.Numbered(number)))
            .Select(RandomParts.Percent(15), WithClash);
        var policies = new RandomPolicies(names, SmallWorld.Ports).Any.Select(Gen.Int[0, 7].Array[0, 3], (added, removed) =>
            (RandomChange)new OtherPolicies([.. removed.Select(i => $"p{i}"), .. added.Take(3).Select(p => p.Name)], [.. added.Take(3)]));
        var time = Gen.Int[-2, 2].Select(seconds => (RandomChange)new OtherTime(SmallWorld.Now.AddSeconds(seconds)));
        return Gen.Frequency((6, facts), (2, policies), (1, time));
    }

    /// <summary>Two workloads may report one and the same address by mistake.</summary>
    private static RandomChange WithClash(RandomChange change, bool isClash) =>
        isClash && change is OtherFacts other ? other with { Facts = other.Facts with { Addresses = [.. other.Facts.Addresses, SmallWorld.ReportedByMistake] } } : change;
}

internal sealed record OtherFacts(string Workload, WorkloadFacts Facts) : RandomChange
{
    public override string ToString() => $"{Workload}: {Facts} {string.Join(' ', Facts.Addresses)}";
}

internal sealed record OtherTime(DateTimeOffset Now) : RandomChange;

internal sealed record OtherPolicies(ImmutableHashSet<string> Removed, ImmutableArray<FlowPolicy> Added) : RandomChange
{
    public override string ToString() => $"without {string.Join(' ', Removed)}\n{RandomEstates.EstateYaml.Write(new Intent(Added))}";
}
