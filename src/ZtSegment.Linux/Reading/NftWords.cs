using System.Collections.Frozen;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

/// <summary>The names that nft has for numbers.</summary>
/// <remarks>Protocols are those of Debian's /etc/protocols, which nft prints by name; ports are the services that a person writes by name.</remarks>
internal static class NftWords
{
    private static readonly Vocabulary Protocols = new(
        "hopopt 0 icmp 1 igmp 2 ggp 3 ipencap 4 st 5 tcp 6 egp 8 igp 9 pup 12 udp 17 hmp 20 xns-idp 22 rdp 27 iso-tp4 29 dccp 33 xtp 36 ddp 37 " +
        "idpr-cmtp 38 ipv6 41 ipv6-route 43 ipv6-frag 44 idrp 45 rsvp 46 gre 47 esp 50 ah 51 skip 57 icmpv6 58 ipv6-icmp 58 ipv6-nonxt 59 " +
        "ipv6-opts 60 rspf 73 vmtp 81 eigrp 88 ospf 89 ax.25 93 ipip 94 etherip 97 encap 98 pim 103 ipcomp 108 comp 108 vrrp 112 l2tp 115 isis 124 " +
        "sctp 132 fc 133 mobility-header 135 udplite 136 mpls-in-ip 137 manet 138 hip 139 shim6 140 wesp 141 rohc 142 ethernet 143");

    private static readonly Vocabulary Services = new(
        "ftp 21 ssh 22 telnet 23 smtp 25 domain 53 bootps 67 bootpc 68 tftp 69 http 80 kerberos 88 pop3 110 sunrpc 111 ntp 123 imap2 143 snmp 161 " +
        "snmp-trap 162 bgp 179 ldap 389 https 443 microsoft-ds 445 submission 587 dhcpv6-client 546 dhcpv6-server 547 ldaps 636 domain-s 853 imaps 993 " +
        "pop3s 995 ms-sql-s 1433 nfs 2049 mysql 3306 ms-wbt-server 3389 postgresql 5432 amqp 5672 redis 6379 http-alt 8080");

    private static readonly Vocabulary IcmpTypes = new(
        "echo-reply 0 destination-unreachable 3 source-quench 4 redirect 5 echo-request 8 router-advertisement 9 router-solicitation 10 " +
        "time-exceeded 11 parameter-problem 12 timestamp-request 13 timestamp-reply 14 info-request 15 info-reply 16 address-mask-request 17 " +
        "address-mask-reply 18");

    private static readonly Vocabulary Icmpv6Types = new(
        "destination-unreachable 1 packet-too-big 2 time-exceeded 3 parameter-problem 4 echo-request 128 echo-reply 129 mld-listener-query 130 " +
        "mld-listener-report 131 mld-listener-done 132 mld-listener-reduction 132 nd-router-solicit 133 nd-router-advert 134 " +
        "nd-neighbor-solicit 135 nd-neighbor-advert 136 nd-redirect 137 router-renumbering 138 ind-neighbor-solicit 141 ind-neighbor-advert 142 " +
        "mld2-listener-report 143");

    private static readonly Vocabulary TcpFlags = new("fin 1 syn 2 rst 4 psh 8 ack 16 urg 32 ecn 64 cwr 128");
    private static readonly Vocabulary States = new("invalid 1 established 2 related 4 new 8 untracked 64");
    private static readonly Vocabulary Directions = new("original 0 reply 1");
    private static readonly Vocabulary Families = new("ipv4 2 ipv6 10");
    private static readonly Vocabulary Interfaces = new("lo 1");
    private static readonly Vocabulary None = new("");

    /// <summary>The number of a word that stands for a value of the type.</summary>
    public static bool TryNumber(NftType type, ReadOnlySpan<char> word, out ulong number) => Of(type).TryNumber(word, out number);

    /// <summary>Values as a person reads them.</summary>
    public static string Text(NftType type, Interval<UInt128> values)
    {
        if (values.IsSingle)
            return Text(type, values.From);
        if (type is NftType.Ipv4Address or NftType.Ipv6Address)
        {
            var size = values.To - values.From + 1;
            if (size == 0 || (UInt128.IsPow2(size) && (values.From & (size - 1)) == 0))
                return $"{Text(type, values.From)}/{(size == 0 ? 0 : (type == NftType.Ipv4Address ? 32 : 128) - (int)UInt128.Log2(size))}";
        }

        return $"{Text(type, values.From)}-{Text(type, values.To)}";
    }

    private static string Text(NftType type, UInt128 value) => type switch
    {
        NftType.Ipv4Address => new Address(IpFamily.V4, value).ToString(),
        NftType.Ipv6Address => new Address(IpFamily.V6, value).ToString(),
        NftType.Port => $"{value}",
        _ => Of(type).Word((ulong)value) ?? $"{value}",
    };

    private static Vocabulary Of(NftType type) => type switch
    {
        NftType.Protocol => Protocols,
        NftType.Port => Services,
        NftType.IcmpType => IcmpTypes,
        NftType.Icmpv6Type => Icmpv6Types,
        NftType.TcpFlags => TcpFlags,
        NftType.ConntrackState => States,
        NftType.ConntrackDirection => Directions,
        NftType.Family => Families,
        NftType.Interface => Interfaces,
        _ => None,
    };

    /// <summary>Pairs of a word and its number; where a number has several words, the first is shown.</summary>
    private sealed class Vocabulary
    {
        private readonly FrozenDictionary<string, ulong>.AlternateLookup<ReadOnlySpan<char>> numbers;
        private readonly FrozenDictionary<ulong, string> words;

        public Vocabulary(string pairs)
        {
            var all = pairs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(p => (Word: p[0], Number: ulong.Parse(p[1]))).ToList();
            numbers = all.ToFrozenDictionary(p => p.Word, p => p.Number, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
            words = all.DistinctBy(p => p.Number).ToFrozenDictionary(p => p.Number, p => p.Word);
        }

        public bool TryNumber(ReadOnlySpan<char> word, out ulong number) => numbers.TryGetValue(word, out number);

        public string? Word(ulong number) => words.GetValueOrDefault(number);
    }
}
