using ZtSegment.Language;

namespace ZtSegment.Linux.Rendering;

/// <summary>Elements as nft writes them, one a line.</summary>
internal static class ElementText
{
    /// <summary>All elements of one map.</summary>
    public static void Append(TextBuffer text, ElementLayout layout, MapKind kind, IpFamily family)
    {
        foreach (var (key, block) in layout.Whole(kind))
        {
            var tail = Tail(key);
            foreach (var host in block.Hosts)
            {
                if (host.Family == family)
                    Append(text, new Interval<UInt128>(host.Value, host.Value), family, tail);
            }

            foreach (var range in block.Nets(family))
                Append(text, range, family, tail);
        }

        foreach (var (key, addresses) in layout.Parted(kind))
        {
            var tail = Tail(key);
            foreach (var range in addresses)
                Append(text, range, family, tail);
        }
    }

    private static void Append(TextBuffer text, Interval<UInt128> range, IpFamily family, string tail)
    {
        text.Append("\t\t\t");
        AppendAddresses(text, range, family);
        text.Append(tail);
    }

    /// <summary>A range as a prefix where it is one, else as first and last address.</summary>
    private static void AppendAddresses(TextBuffer text, Interval<UInt128> range, IpFamily family)
    {
        text.Append(new Address(family, range.From));
        if (range.IsSingle)
            return;
        var size = range.To - range.From + 1;
        if (size == 0 || (UInt128.IsPow2(size) && (range.From & (size - 1)) == 0))
        {
            text.Append("/");
            text.Append(size == 0 ? 0 : Address.Bits(family) - (int)UInt128.Log2(size));
        }
        else
        {
            text.Append("-");
            text.Append(new Address(family, range.To));
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
