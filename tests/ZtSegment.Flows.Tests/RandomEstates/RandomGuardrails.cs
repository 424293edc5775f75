using System.Collections.Immutable;
using CsCheck;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.RandomEstates.RandomParts;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>Guardrails that are valid by construction, over given names; what they forbid and demand is often broken, and often not.</summary>
internal sealed class RandomGuardrails(Names names, ImmutableArray<ProtocolPorts> ports)
{
    private static readonly Gen<DateTimeOffset?> Expires = Gen.OneOf<int?>(null, -1, 0, 1, 3600)
        .Select(seconds => seconds is { } s ? SmallWorld.Now.AddSeconds(s) : (DateTimeOffset?)null);

    private readonly RandomPolicies parts = new(names, ports);

    public Gen<ImmutableArray<Guardrail>> Any => Gen.Frequency((4, Never), (3, Only), (3, Always), (1, RequireLabels), (1, Limit))
        .Select(Exceptions, Gen.Frequency((4, Gen.Const(Severity.Error)), (1, Gen.Const(Severity.Warning))), Guardrail)
        .Array[1, 4]
        .Select(all => all.Select((g, i) => g with { Header = Header($"g{i}") }).ToImmutableArray());

    private static Guardrail Guardrail(GuardrailRule rule, ImmutableArray<GuardrailException> except, Severity severity) =>
        new(Header(""), rule, rule is RequireLabelsRule or LimitRule ? [] : except, severity);

    private Gen<GuardrailRule> Never =>
        from sides in Sides
        from differentLabels in Gen.Frequency((3, Gen.Const(ImmutableArray<string>.Empty)), (1, SomeOf(SmallWorld.LabelKeys, 1, 2)))
        select (GuardrailRule)new NeverRule(default, sides.From, sides.To, sides.Ports, differentLabels);

    private Gen<GuardrailRule> Only => Sides.Select(GuardrailRule (s) => new OnlyRule(default, s.From, s.To, s.Ports));

    private Gen<GuardrailRule> Always => Sides.Select(GuardrailRule (s) => new AlwaysRule(default, s.From, s.To, s.Ports));

    private static Gen<GuardrailRule> RequireLabels =>
        AnySelector.Select(SomeOf(SmallWorld.LabelKeys, 1, 2), GuardrailRule (selector, keys) => new RequireLabelsRule(default, selector, keys));

    private static Gen<GuardrailRule> Limit =>
        Gen.Select(Gen.OneOf<long?>(null, 1, 8, 65536), Gen.OneOf<int?>(null, 1, 7, 65535), Gen.Bool, GuardrailRule (addresses, ports, flag) =>
            new LimitRule(default, addresses, ports, flag, false, [], flag));

    private Gen<ImmutableArray<GuardrailException>> Exceptions =>
        (from sides in Sides
         from expires in Expires
         select new GuardrailException(default, sides.From, sides.To, sides.Ports, null, null, expires))
        .Array[0, 2].Select(all => all.ToImmutableArray());

    private Gen<(ImmutableArray<Peer> From, ImmutableArray<Peer> To, ImmutableArray<PortEntry> Ports)> Sides =>
        from sources in Peers
        from destinations in Peers
        from entries in Entries
        select (sources, destinations, entries);

    private Gen<ImmutableArray<Peer>> Peers =>
        Gen.Frequency((3, parts.WorkloadPeer), (1, parts.AddressPeer)).Array[1, 2].Select(all => all.Distinct().ToImmutableArray());

    private Gen<ImmutableArray<PortEntry>> Entries => Gen.Frequency(
        (1, Gen.Const(ImmutableArray.Create<PortEntry>(new LiteralPorts(default, ProtocolPorts.Any)))),
        (2, parts.WithNames.Array[1, 2].Select(all => all.Distinct().ToImmutableArray())));
}
