using System.Collections.Immutable;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Cli.Lab;

/// <summary>What the lab asks every pair of addresses.</summary>
/// <param name="Ports">Ports over TCP and UDP, and over SCTP where <paramref name="HasSctp"/>: all declared ones and a few that nobody declares; ascending.</param>
/// <param name="Portless">Protocols without ports, ICMP first.</param>
internal sealed record ProbeServices(ImmutableArray<ushort> Ports, bool HasSctp, ImmutableArray<Protocol> Portless)
{
    private const int Undeclared = 2;
    private const ushort FirstUndeclared = 20001;

    /// <summary>Use for experiments (RFC 3692): stands for the protocols that nobody names.</summary>
    private static readonly Protocol Experimental = new(253);

    /// <summary>Questions to each pair of addresses, at most.</summary>
    public int PerPair => Ports.Length * (HasSctp ? 3 : 2) + Portless.Length;

    /// <summary>Of a range, the first and last port and those beside it stand for the rest.</summary>
    public static ProbeServices Of(Intent intent)
    {
        var declared = Declared(intent).ToList();
        var ranges = declared.SelectMany(p => p.Listed).Where(l => l.Protocol.HasPorts)
            .SelectMany(l => l.Ports.Ranges.ToImmutableArray()).ToList();
        var ports = new SortedSet<ushort>(ranges.SelectMany(r => new[] { Math.Max((ushort)1, r.From), r.To }));
        var known = ports.ToHashSet();
        foreach (var range in ranges.Where(r => !r.IsSingle))
        {
            if (range.From > 1)
                ports.Add((ushort)(range.From - 1));
            if (range.To < ushort.MaxValue)
                ports.Add((ushort)(range.To + 1));
        }

        ports.UnionWith(Enumerable.Range(FirstUndeclared, ushort.MaxValue - FirstUndeclared).Select(p => (ushort)p).Where(p => !known.Contains(p)).Take(Undeclared));
        var anything = declared.Any(p => p.Rest);
        var portless = declared.SelectMany(p => p.Listed).Select(l => l.Protocol).Where(p => !p.HasPorts)
            .Concat(anything ? [Protocol.Esp, Protocol.Gre] : [])
            .Append(Protocol.Icmp)
            .Append(Experimental);
        return new ProbeServices(
            [.. ports], anything || declared.Any(p => p.Listed.Any(l => l.Protocol == Protocol.Sctp)), [.. portless.Distinct().Order()]);
    }

    /// <summary>Every set of ports that a document gives, by number or by name.</summary>
    private static IEnumerable<ProtocolPorts> Declared(Intent intent)
    {
        var entries = intent.Policies.SelectMany(p => p.Ports).Concat(intent.Management.Access.SelectMany(a => a.Ports)).ToImmutableArray();
        foreach (var literal in entries.OfType<LiteralPorts>())
            yield return literal.Ports;
        foreach (var group in entries.OfType<PortGroupReference>().Select(e => e.Name).Distinct())
            yield return intent.PortGroupsByName[group].Ports;
        foreach (var name in intent.Workloads.SelectMany(w => w.Ports).Concat(intent.Segments.SelectMany(s => s.Ports)))
            yield return ProtocolPorts.Of(name.Protocol, PortSet.Of(name.Port));
        if (intent.Management.Controller is { } controller)
            yield return ProtocolPorts.Of(controller.Protocol, PortSet.Of(controller.Port));
    }
}
