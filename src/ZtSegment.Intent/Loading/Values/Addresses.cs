using System.Collections.Immutable;
using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Loading;

/// <summary>Reads addresses and CIDRs.</summary>
internal static class Addresses
{
    private const string FqdnRemedy = "domain names are not supported yet: let the traffic pass an egress proxy, or list the addresses in an AddressGroup";
    private const string QuoteRemedy = "quote it: YAML reads a word that ends in `:` as a key";

    /// <summary>An address that a workload can have.</summary>
    public static Address? ReadUnicast(DocumentReader reader, string what)
    {
        var at = reader.Yaml.Current;
        if (Text(reader, what, "an IP address") is not { } text)
            return null;
        if (!Address.TryParse(text, out var address))
        {
            ReportNoAddress(reader, at, what, text);
            return null;
        }

        if (WorkloadAddress.WhyNot(address) is not { } reason)
            return address;
        reader.Report(DiagnosticRules.AddressUse, at, $"{what} is {text}, which is {reason}", reason == "IPv4-mapped" ? "write the IPv4 address" : "give a unicast address that is reachable beyond its link");
        return null;
    }

    public static Cidr? ReadCidr(DocumentReader reader, string what)
    {
        var at = reader.Yaml.Current;
        if (Text(reader, what, "a CIDR") is not { } text)
            return null;
        if (!Cidr.TryParse(text, out var cidr))
        {
            ReportNoCidr(reader, at, what, text);
            return null;
        }

        if (!cidr.HasHostBits)
            return cidr;
        reader.Report(DiagnosticRules.HostBits, at, $"{what} is {text}, with bits set behind its prefix length", $"write {cidr.Masked}, or {cidr.Network}/{Address.Bits(cidr.Family)} for the one address");
        return null;
    }

    /// <summary>The items of an <c>except</c>, one warning for each that meets none of <paramref name="within"/>.</summary>
    public static void CheckExcept(DocumentReader reader, YamlEvent at, ImmutableArray<Cidr> except, ImmutableArray<Cidr> within, string what)
    {
        if (within.IsEmpty)
            return;
        foreach (var cidr in except)
        {
            if (!within.Any(w => w.Family == cidr.Family && w.Range.Overlaps(cidr.Range)))
                reader.Report(DiagnosticRules.ExceptOutside, at, $"`except` takes {cidr} out of {what}, which does not contain it", "correct it, or remove it");
        }
    }

    private static string? Text(DocumentReader reader, string what, string expected)
    {
        var current = reader.Yaml.Current;
        if (current.Token == YamlToken.MappingStart)
        {
            reader.WrongType(what, expected, QuoteRemedy);
            return null;
        }

        if (current.Token == YamlToken.Scalar && current.Kind == ScalarKind.Text)
            return reader.Text(what);
        reader.WrongType(what, expected);
        return null;
    }

    private static void ReportNoAddress(DocumentReader reader, YamlEvent at, string what, string text)
    {
        if (NameSyntax.LooksLikeDomain(text))
        {
            reader.Report(DiagnosticRules.Fqdn, at, $"{what} is the domain name `{text}`", FqdnRemedy);
            return;
        }

        var remedy = Cidr.TryParse(text, out var cidr) ? $"write {cidr.Network}, without a prefix length"
            : WithoutZeros(text) is { } plain ? $"write {plain}: leading zeros are ambiguous"
            : "write an address such as 10.20.1.11 or \"fd20:1::11\"";
        reader.Report(DiagnosticRules.Address, at, $"{what} is `{text.Shown()}`, which is no IP address", remedy);
    }

    private static void ReportNoCidr(DocumentReader reader, YamlEvent at, string what, string text)
    {
        if (NameSyntax.LooksLikeDomain(text))
        {
            reader.Report(DiagnosticRules.Fqdn, at, $"{what} is the domain name `{text}`", FqdnRemedy);
            return;
        }

        var slash = text.IndexOf('/');
        var hasAddress = slash >= 0 && Address.TryParse(text.AsSpan(0, slash), out _);
        var remedy = Address.TryParse(text, out var single) ? $"write {single}/{Address.Bits(single.Family)}"
            : WithoutZeros(slash < 0 ? text : text[..slash]) is { } plain ? $"write {plain}{(slash < 0 ? "/32" : text[slash..])}: leading zeros are ambiguous"
            : hasAddress ? "the prefix length is 0-32, or 0-128 for IPv6, without leading zeros"
            : "write a prefix such as 10.20.0.0/16 or \"fd20:1::/64\"";
        reader.Report(DiagnosticRules.Cidr, at, $"{what} is `{text.Shown()}`, which is no CIDR", remedy);
    }

    /// <summary>The same dotted text with leading zeros off; null where that is no address either.</summary>
    private static Address? WithoutZeros(string text) =>
        text.Length <= 32 && text.Split('.').Any(o => o.Length > 1 && o[0] == '0')
        && Address.TryParse(string.Join('.', text.Split('.').Select(o => o.TrimStart('0') is { Length: > 0 } rest ? rest : "0")), out var address)
            ? address
            : null;
}
