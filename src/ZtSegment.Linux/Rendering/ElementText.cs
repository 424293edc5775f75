using System.Collections.Concurrent;
using System.Text;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>Elements as nft writes them, one a line; text of a whole block is kept, since many programs share it.</summary>
internal sealed class ElementText
{
    private readonly ConcurrentDictionary<(AddressBlock Block, IpFamily Family, ElementKey Key), string> blocks = new();

    /// <summary>All elements of one map.</summary>
    public string Of(ElementLayout layout, MapKind kind, IpFamily family)
    {
        var text = new StringBuilder();
        foreach (var (key, block) in layout.Whole(kind))
            text.Append(blocks.GetOrAdd((block, family, key), static k => OfBlock(k.Block, k.Family, k.Key)));
        foreach (var (key, addresses) in layout.Parted(kind))
            Append(text, addresses, family, key);
        return text.ToString();
    }

    /// <summary>A range as a prefix where it is one, else as first and last address.</summary>
    public static void AppendAddresses(StringBuilder text, Interval<UInt128> range, IpFamily family)
    {
        text.Append(new Address(family, range.From));
        if (range.IsSingle)
            return;
        var size = range.To - range.From + 1;
        if (size == 0 || (UInt128.IsPow2(size) && (range.From & (size - 1)) == 0))
            text.Append('/').Append(size == 0 ? 0 : Address.Bits(family) - (int)UInt128.Log2(size));
        else
            text.Append('-').Append(new Address(family, range.To));
    }

    private static string OfBlock(AddressBlock block, IpFamily family, ElementKey key)
    {
        var text = new StringBuilder();
        Append(text, block.Hosts.Where(h => h.Family == family).Select(h => new Interval<UInt128>(h.Value, h.Value)).Concat(block.Nets(family)), family, key);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<Interval<UInt128>> addresses, IpFamily family, ElementKey key)
    {
        var tail = Tail(key);
        foreach (var range in addresses)
        {
            text.Append("\t\t\t");
            AppendAddresses(text, range, family);
            text.Append(tail);
        }
    }

    private static string Tail(ElementKey key)
    {
        var ports = key.Kind is MapKind.HostPort or MapKind.NetPort ? $" . {Text(key.Ports)}" : "";
        var id = key.Id == 0 ? "" : $" : {key.Id}";
        return $" . {ProtocolText(key.Protocols)}{ports}{id},\n";
    }

    private static string Text(Interval<ushort> range) => range.IsSingle ? $"{range.From}" : $"{range.From}-{range.To}";

    /// <summary>Keywords of nft's own grammar, numbers for the rest: a host may lack /etc/protocols.</summary>
    private static string ProtocolText(Interval<byte> range) => !range.IsSingle
        ? $"{range.From}-{range.To}"
        : range.From switch
        {
            1 => "icmp",
            6 => "tcp",
            17 => "udp",
            47 => "gre",
            50 => "esp",
            51 => "ah",
            58 => "icmpv6",
            132 => "sctp",
            var number => $"{number}",
        };
}
