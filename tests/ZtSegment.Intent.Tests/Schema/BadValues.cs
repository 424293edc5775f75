using CsCheck;

namespace ZtSegment.Language.Tests.Schema;

/// <summary>Documents with one value of each form, some of them with one to three random changes of their characters.</summary>
/// <remarks>Changes that only the loader can tell from good ones are not made: numbers of ports stay in order, IPv6 addresses as they are.</remarks>
internal static class BadValues
{
    private const string Characters = "abzAZ019-_./:* ";

    private static readonly string[] Names = ["shop", "web-1.shop", "a", "0-0"];
    private static readonly string[] LabelKeys = ["app", "example.com/app", "A_b.c-9", "x.y/z"];
    private static readonly string[] LabelValues = ["", "prod", "a_b.C-9", "1"];
    private static readonly string[] Addresses = ["10.20.1.11", "198.51.100.255", "fd20:1::11", "10.0.0.1"];
    private static readonly string[] Cidrs = ["0.0.0.0/0", "203.0.113.0/24", "fd20:1::/64", "10.0.0.0/8"];
    private static readonly string[] Ports = ["8443/tcp", "1-65535/udp", "https", "group/active-directory", "icmp", "any", "proto/112", "sctp", "65535/sctp"];
    private static readonly string[] PortNames = ["https", "0a", "metrics-2"];
    private static readonly string[] Times = ["2027-03-31T00:00:00Z", "2026-12-01T23:59:59.5+02:00", "2026-10-10t10:10:10z", "2028-02-29T00:00:00-14:00", "2026-09-30T00:00:00Z"];
    private static readonly string[] Tags = ["Storage.WestEurope", "Sql", "AzureCloud.northeurope"];

    private static readonly string[] Nsgs =
    [
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Network/networkSecurityGroups/nsg-shop",
        "/SUBSCRIPTIONS/1/resourcegroups/a(b)_c/providers/microsoft.network/networksecuritygroups/n_",
    ];

    public static Gen<string> Any { get; } = Gen.OneOf(
        Of(Names, "Segment", name => $"{{ name: '{name}' }}", _ => "{ selector: {} }"),
        Of(LabelKeys, "Segment", _ => "{ name: s }", key => $"{{ selector: {{ matchLabels: {{ '{key}': x }} }} }}"),
        Of(LabelKeys, "Segment", key => $"{{ name: s, labels: {{ '{key}': x }}, annotations: {{ '{key}': any text }} }}", _ => "{ selector: {} }"),
        Of(LabelKeys, "Segment", _ => "{ name: s }", key => $"{{ selector: {{ matchExpressions: [{{ key: '{key}', operator: Exists }}] }} }}"),
        Of(LabelValues, "Segment", _ => "{ name: s }", value => $"{{ selector: {{ matchExpressions: [{{ key: a, operator: In, values: ['{value}'] }}] }} }}"),
        Of(Addresses, "Workload", _ => "{ name: w }", address => $"{{ addresses: ['{address}'] }}"),
        Of(Cidrs, "AddressGroup", _ => "{ name: g }", cidr => $"{{ cidrs: ['{cidr}'] }}"),
        Of(Ports, "FlowPolicy", _ => "{ name: p }", port => $"{{ from: [{{ selector: {{}} }}], to: [{{ selector: {{}} }}], ports: ['{port}'] }}"),
        Of(Ports, "PortGroup", _ => "{ name: p }", port => $"{{ ports: ['{port}'] }}"),
        Of(Ports, "Estate", _ => "{ name: e }", port => $"{{ management: {{ access: [{{ from: [10.0.0.0/8], ports: ['{port}'] }}] }} }}"),
        Of(Ports, "Segment", _ => "{ name: s }", port => $"{{ selector: {{}}, ports: {{ https: '{port}' }} }}"),
        Of(PortNames, "Segment", _ => "{ name: s }", name => $"{{ selector: {{}}, ports: {{ '{name}': 1/tcp }} }}"),
        Of(Times, "FlowPolicy", _ => "{ name: p }", time => $"{{ from: [{{ selector: {{}} }}], to: [{{ selector: {{}} }}], ports: [any], expires: '{time}' }}"),
        Of([.. Times, "2026-12-31"], "FlowPolicy", _ => "{ name: p }", time => $"{{ from: [{{ selector: {{}} }}], to: [{{ selector: {{}} }}], ports: [any], reviewBy: '{time}' }}"),
        Of(Tags, "AddressGroup", _ => "{ name: g }", tag => $"{{ serviceTag: '{tag}' }}"),
        Of(Nsgs, "EnforcementPoint", _ => "{ name: n }", nsg => $"{{ nsg: '{nsg}' }}"));

    private static Gen<string> Of(string[] values, string kind, Func<string, string> metadata, Func<string, string> spec) =>
        from which in Gen.Int[0, values.Length - 1]
        from changes in Gen.Select(Gen.Int[0, 2], Gen.Int[0, 199], Gen.Int[0, Characters.Length - 1]).Array[0, 3]
        let changed = changes.Aggregate(values[which], (text, c) => Change(text, c.Item1, c.Item2, Characters[c.Item3]))
        where IsTheSchemas(changed)
        select $"apiVersion: ztsegment/v1\nkind: {kind}\nmetadata: {metadata(changed)}\nspec: {spec(changed)}\n";

    private static string Change(string text, int how, int where, char character)
    {
        var at = where % (text.Length + 1);
        return how switch
        {
            0 => text.Insert(at, character.ToString()),
            1 when at < text.Length => text.Remove(at, 1),
            _ when at < text.Length => text.Remove(at, 1).Insert(at, character.ToString()),
            _ => text,
        };
    }

    private static bool IsTheSchemas(string text) =>
        (!text.Contains(':') || Addresses.Contains(text) || Cidrs.Contains(text) || text.Contains('T') || text.Contains('t'))
        && !(text.Split('/')[0].Split('-') is [var from, var to] && ushort.TryParse(from, out var a) && ushort.TryParse(to, out var b) && a > b);
}
