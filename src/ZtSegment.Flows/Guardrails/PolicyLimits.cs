using System.Globalization;
using System.Numerics;
using ZtSegment.Flows.Graph;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary><c>limit</c>: live flow policies that are too wide or say too little of themselves, one violation per policy.</summary>
internal sealed class PolicyLimits(GuardedEstate estate, LimitRule rule)
{
    public static IEnumerable<GuardrailViolation> Of(GuardedEstate estate, Guardrail guardrail, LimitRule rule)
    {
        var limits = new PolicyLimits(estate, rule);
        var exceptions = guardrail.Except.Where(e => e.Expires is null || estate.View.Now < e.Expires).ToList();
        foreach (var policy in estate.View.Policies)
        {
            var found = limits.Of(policy).DistinctBy(f => f.Text).ToList();
            if (found.Count == 0 || exceptions.Exists(e => limits.Covers(e, policy)))
                continue;
            yield return new GuardrailViolation(
                guardrail, found[0].Position, null, [policy.Policy], false,
                $"policy `{policy.Policy.Name}` {string.Join(", and ", found.Select(f => f.Text))}", found[0].Remedy);
        }
    }

    private IEnumerable<(SourcePosition Position, string Text, string Remedy)> Of(CompiledPolicy policy)
    {
        var document = policy.Policy;
        foreach (var peer in document.From.Concat(document.To))
        {
            if (rule.MaxCidrAddresses is { } most && !Holds(peer, most, out var held))
                yield return (peer.Position, $"has {held} addresses in {PeerWords.Of(peer)}, where {Text(most)} are allowed", "name fewer addresses, or split what needs them");
        }

        if (rule.MaxPorts is { } mostPorts && WidestProtocol(policy) is var (protocol, ports) && ports > mostPorts)
            yield return (document.Ports[0].Position, $"opens {Text(ports)} ports of {protocol}, where {Text(mostPorts)} are allowed", "name the ports that are needed");
        if (rule.RequireOwner && string.IsNullOrWhiteSpace(document.Owner))
            yield return (document.Position, "has no `owner`", "give it an `owner`");
        if (rule.RequireDescription && string.IsNullOrWhiteSpace(document.Description))
            yield return (document.Position, "has no `description`", "give it a `description`");
        foreach (var key in rule.RequireAnnotations.Where(key => document.Header.Annotations[key] is null))
            yield return (document.Position, $"has no annotation `{key}`", $"give its metadata the annotation `{key}`");
        if (rule.RequireExpiryForAddressGroups && document.Expires is null
            && document.From.Concat(document.To).OfType<AddressGroupPeer>().FirstOrDefault() is { } group)
        {
            yield return (group.Position, $"names {PeerWords.Of(group)} and never expires", "give it an `expires`");
        }
    }

    /// <summary>A service tag without CIDRs may hold any number.</summary>
    private bool Holds(Peer peer, long most, out string held)
    {
        held = "any number of";
        if (peer is AddressGroupPeer tagged && estate.View.Intent.AddressGroupsByName[tagged.Name] is { ServiceTag: not null, Cidrs.IsEmpty: true })
            return false;
        var (cidrs, except) = peer switch
        {
            CidrPeer cidr => ([cidr.Cidr], cidr.Except),
            AddressGroupPeer name when estate.View.Intent.AddressGroupsByName[name.Name] is var group => (group.Cidrs, group.Except),
            _ => ([], []),
        };
        var addresses = AddressSet.From(cidrs).Subtract(AddressSet.From(except));
        var count = Count(addresses.V4) + Count(addresses.V6);
        held = Text(count);
        return count <= most;
    }

    private static BigInteger Count(IntervalSet<UInt128> addresses) =>
        addresses.ToImmutableArray().Aggregate(BigInteger.Zero, (all, range) => all + (BigInteger)(range.To - range.From) + 1);

    /// <summary>The most ports of one protocol that the policy opens at any of its destinations.</summary>
    private (Protocol Protocol, int Ports) WidestProtocol(CompiledPolicy policy)
    {
        var rows = policy.Ports.Names.IsEmpty ? [] : policy.To.Select(p => p.Atom).OfType<Atom>().SelectMany(a => a.Members.ToArray());
        var sets = rows.Select(row => estate.View.PortNames.Resolve(row, policy.Ports)).Append(policy.Ports.Literal).Distinct().ToList();
        return new[] { Protocol.Tcp, Protocol.Udp, Protocol.Sctp }
            .Select(protocol => (protocol, sets.Max(set => set[protocol].Ranges.ToImmutableArray().Sum(r => r.To - r.From + 1))))
            .MaxBy(p => p.Item2);
    }

    /// <summary>Whether all that the policy names is something, and lies inside the exception.</summary>
    private bool Covers(GuardrailException exception, CompiledPolicy policy) =>
        Covers(exception.From, policy.From) && Covers(exception.To, policy.To)
        && estate.Split(exception.Ports) is var except
        && except.Literal.Contains(policy.Ports.Literal) && policy.Ports.Names.All(except.Names.Contains);

    private bool Covers(IEnumerable<Peer> wide, IEnumerable<BoundPeer> narrow)
    {
        var rows = wide.SelectMany(estate.RowsOf).ToHashSet();
        var nets = wide.Aggregate(AddressSet.Empty, (all, peer) => all.Union(estate.AddressesOf(peer)));
        var tags = wide.Select(estate.TagOf).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        return narrow.All(peer =>
        {
            if (peer.Atom is { } atom)
                return atom.Members.Length > 0 && atom.Members.ToArray().All(rows.Contains);
            var written = peer.Nets!.Set.Subtract(AddressSet.OutsidePacketSpace);
            return written.IsEmpty
                ? peer.Nets.ServiceTag is { } tag && tags.Contains(tag)
                : written.Subtract(nets).IsEmpty;
        });
    }

    private static string Text(BigInteger number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
