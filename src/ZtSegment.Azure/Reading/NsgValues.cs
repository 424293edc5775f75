using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ZtSegment.Language;

namespace ZtSegment.Azure.Reading;

/// <summary>Reads prefixes and ports, which stand in a singular field, in a plural one, or in both.</summary>
internal static class NsgValues
{
    /// <param name="field">The singular field; the plural one ends in <c>es</c>.</param>
    public static NsgSide Side(JsonFields fields, string what, string field)
    {
        ImmutableArray<NsgAddress> entries =
        [
            .. fields.Text(field) is { } single ? [AddressOf(single, what, field, isListed: false)] : ImmutableArray<NsgAddress>.Empty,
            .. fields.List(field + "es").Select(e => AddressOf(TextOf(e, what, field), what, field, isListed: true)),
        ];
        return entries.IsEmpty ? throw new NsgProblem($"{what} has no `{field}`: what it matches is not known") : new NsgSide(entries);
    }

    /// <param name="field">The singular field; the plural one ends in <c>s</c>.</param>
    public static NsgPorts Ports(JsonFields fields, string what, string field)
    {
        var list = fields.List(field + "s").Select(e => TextOf(e, what, field)).ToList();
        List<string> all = fields.Text(field) is { } single ? [single, .. list] : list;
        if (all.Count == 0)
            throw new NsgProblem($"{what} has no `{field}`: what it matches is not known");
        var ranges = all.Where(text => text != "*").Select(text => RangeOf(text, what, field)).ToArray();
        return new NsgPorts(
            all.Contains("*") ? PortSet.Full : new PortSet(IntervalSet<ushort>.From(ranges)), ranges.Length, list.Contains("*"));
    }

    private static string TextOf(JsonElement element, string what, string field) => element.ValueKind == JsonValueKind.String
        ? element.GetString()!
        : throw new NsgProblem($"`{field}` of {what} is no text");

    /// <summary>IPv4 addresses as IPv6 writes them (RFC 4291, 2.5.5.2): of which family Azure takes them to be, nobody says.</summary>
    private static readonly Cidr Mapped = Cidr.Parse("::ffff:0:0/96");

    private static NsgAddress AddressOf(string text, string what, string field, bool isListed)
    {
        if (text == "*" || IsTag(text))
            return new NsgAddress(text, null, isListed);
        var prefix = Cidr.TryParse(text, out var cidr) ? cidr
            : Address.TryParse(text, out var address) ? new Cidr(address, Address.Bits(address.Family))
            : throw new NsgProblem($"`{field}` of {what} is `{text.Shown()}`, which is no address, prefix or service tag");
        return prefix.Family == IpFamily.V6 && Mapped.Range.Contains(prefix.Masked.Range)
            ? throw new NsgProblem($"`{field}` of {what} is `{text.Shown()}`: in which family Azure takes an IPv4-mapped address is not known")
            : new NsgAddress(text, prefix, isListed);
    }

    /// <summary>Service tags are words of letters, digits and dots, as in <c>Storage.WestEurope</c>.</summary>
    private static bool IsTag(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static Interval<ushort> RangeOf(string text, string what, string field)
    {
        var dash = text.IndexOf('-');
        var (from, to) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
        return ushort.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && ushort.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last
            ? new Interval<ushort>(first, last)
            : throw new NsgProblem($"`{field}` of {what} is `{text.Shown()}`, which is no port or range of ports");
    }
}
