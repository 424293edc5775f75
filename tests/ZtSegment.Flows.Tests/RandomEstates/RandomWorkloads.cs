using System.Collections.Immutable;
using CsCheck;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.RandomEstates.RandomParts;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>A workload before it has a number, and with it a name and addresses of its own.</summary>
internal sealed record RandomWorkload(
    bool HasV4,
    bool HasV6,
    bool HasMore,
    bool IsReported,
    ImmutableArray<Address> Virtual,
    LabelSet Labels,
    ImmutableArray<string> PortNames,
    Points Points,
    string Nsg)
{
    public static Gen<RandomWorkload> Any { get; } =
        from families in Gen.Select(Percent(80), Percent(60), Percent(20), Percent(15))
        from virtuals in Gen.Frequency((3, Gen.Const(ImmutableArray<Address>.Empty)), (1, SomeOf(SmallWorld.VirtualAddresses, 1, 2)))
        from labels in RandomParts.Labels(chanceOfEach: 75)
        from names in SomeOf(SmallWorld.PortNames, 0, 2)
        from points in Gen.Frequency(
            (8, Gen.Const(Points.Linux)), (1, Gen.Const(Points.Nsg)), (1, Gen.Const(Points.Linux | Points.Nsg)), (2, Gen.Const(Points.None)))
        from nsg in OneOf(SmallWorld.Nsgs)
        select new RandomWorkload(families.Item1, families.Item2, families.Item3, families.Item4, virtuals, labels, names, points, nsg);

    public static string NameOf(int number) => $"w{number}.test";

    public Workload Numbered(int number) => new(
        Header(NameOf(number), Labels),
        IsReported ? [] : DeclaredAddresses(number),
        IsReported ? new AddressesFrom(AddressSource.Agent, SmallWorld.Within) : null,
        Virtual,
        [.. PortNames.Select(name => SmallWorld.OwnPort(name, number))],
        Points.HasFlag(Points.Linux) ? $"host-{number}" : null,
        Points.HasFlag(Points.Nsg) ? Nsg : null);

    private ImmutableArray<Address> DeclaredAddresses(int number) =>
    [
        .. HasV4 || !HasV6 ? SmallWorld.V4Of(number) : [],
        .. HasV6 ? SmallWorld.V6Of(number) : [],
        .. HasMore ? SmallWorld.MoreOf(number) : [],
    ];
}

[Flags]
internal enum Points
{
    None = 0,
    Linux = 1,
    Nsg = 2,
}

/// <summary>Facts of a workload before it has a number.</summary>
internal sealed record RandomFacts(bool? Compliant, Risk? Risk, bool Quarantined, ImmutableArray<int> Addresses, LabelSet Labels)
{
    public static Gen<RandomFacts> Any { get; } =
        from compliant in Gen.OneOf<bool?>(null, false, true, true)
        from risk in Gen.OneOf<Risk?>(null, Language.Risk.Low, Language.Risk.Low, Language.Risk.Medium, Language.Risk.High, Language.Risk.Critical)
        from quarantined in Percent(10)
        from addresses in SomeOf([0, 1, 2, 3, 4], 0, 3)
        from labels in RandomParts.Labels(chanceOfEach: 20)
        select new RandomFacts(compliant, risk, quarantined, addresses, labels);

    public WorkloadFacts Numbered(int number) =>
        new(Compliant, Risk, Quarantined, [.. Addresses.Select(i => SmallWorld.ReportedBy(number)[i])], Labels);
}
