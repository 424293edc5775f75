using System.Collections.Immutable;
using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Loading;

/// <summary>Reads the items of <c>from</c> and <c>to</c>.</summary>
internal static class Peers
{
    private const int SegmentField = 0;
    private const int SelectorField = 1;
    private const int WorkloadField = 2;
    private const int AddressGroupField = 3;
    private const int CidrField = 4;
    private const int ExceptField = 5;

    private static readonly FieldTable Fields = new("a peer", "segment", "selector", "workload", "addressGroup", "cidr", "except");

    private static readonly string[] ForeignPeers = ["fqdn", "fqdns", "dns", "domain", "hostname", "dnsName", "toFQDNs"];

    public static ImmutableArray<Peer> ReadList(DocumentReader reader, string what) => reader.List(what, Read);

    /// <summary>What to do instead of naming peers by domain; null for other fields and mappings.</summary>
    public static string? RemedyForForeignPeer(FieldTable table, string key) =>
        table == Fields && ForeignPeers.Contains(key, StringComparer.OrdinalIgnoreCase)
            ? "domain names are not supported yet: let the traffic pass an egress proxy, or list the addresses in an AddressGroup"
            : null;

    private static Peer? Read(DocumentReader reader, string what)
    {
        var at = reader.Yaml.Current;
        if (at.Token == YamlToken.Scalar && at.Kind == ScalarKind.Text)
        {
            reader.WrongType(what, "a mapping", Remedy(at.Text));
            return null;
        }

        Peer? peer = null;
        ImmutableArray<Cidr> except = [];
        YamlEvent exceptAt = default;
        var given = new List<string>(1);
        var fields = new FieldReader(reader, Fields, what);
        var position = reader.Position(at);
        while (fields.Next(out var field))
        {
            if (field == ExceptField)
            {
                exceptAt = reader.Yaml.Current;
                except = reader.Values("`except`", Addresses.ReadCidr, mayBeEmpty: true);
                continue;
            }

            given.Add(Fields[field]);
            peer = ReadOne(reader, field, position) ?? peer;
        }

        if (!fields.IsMapping)
            return null;
        if (given.Count == 0 && fields.HasUnknown)
            return null;
        if (given.Count != 1)
        {
            reader.Report(
                DiagnosticRules.NotExactlyOne, at, given.Count == 0 ? "a peer names nothing" : $"a peer has {given.Listed()}",
                given.Count == 0 ? "give one of `segment`, `selector`, `workload`, `addressGroup` and `cidr`" : "make each a peer of its own");
            return null;
        }

        if (!fields.Has(ExceptField))
            return peer;
        if (given[0] != Fields[CidrField])
        {
            reader.Report(DiagnosticRules.NotExactlyOne, exceptAt, $"`except` stands beside `{given[0]}`", "`except` is for `cidr` only; an AddressGroup has its own `except`");
            return null;
        }

        if (peer is not CidrPeer cidr)
            return null;
        Addresses.CheckExcept(reader, exceptAt, except, [cidr.Cidr], $"{cidr.Cidr}");
        return cidr with { Except = [.. except.Distinct().Order()] };
    }

    private static Peer? ReadOne(DocumentReader reader, int field, SourcePosition position)
    {
        switch (field)
        {
            case SegmentField:
                return Names.Reference(reader, DocumentKind.Segment, "`segment`") is { } segment ? new SegmentPeer(position, segment) : null;
            case SelectorField:
                return new SelectorPeer(position, Labels.ReadSelector(reader, "`selector`"));
            case WorkloadField:
                return Names.Reference(reader, DocumentKind.Workload, "`workload`") is { } workload ? new WorkloadPeer(position, workload) : null;
            case AddressGroupField:
                return Names.Reference(reader, DocumentKind.AddressGroup, "`addressGroup`") is { } group ? new AddressGroupPeer(position, group) : null;
            default:
                return Addresses.ReadCidr(reader, "`cidr`") is { } cidr ? new CidrPeer(position, cidr, []) : null;
        }
    }

    private static string Remedy(string text) => Cidr.TryParse(text, out _) ? $"write `{{ cidr: {text} }}`"
        : Address.TryParse(text, out var address) ? $"write `{{ cidr: {address}/{Address.Bits(address.Family)} }}`"
        : $"write `{{ segment: {text.Shown()} }}`, or `workload`, `addressGroup`, `selector`";
}
