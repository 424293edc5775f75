using System.Text;
using ZtSegment.Language;
using static ZtSegment.Flows.Tests.RandomEstates.FlowYaml;

namespace ZtSegment.Flows.Tests.RandomEstates;

/// <summary>Writes an intent as documents that load to the same intent, positions aside.</summary>
public static class EstateYaml
{
    public static string Write(Intent intent)
    {
        var yaml = new StringBuilder();
        IEnumerable<Document> documents =
        [
            .. intent.Estate is { } estate ? [estate] : Array.Empty<Document>(),
            .. intent.Workloads, .. intent.Segments, .. intent.Rollouts, .. intent.AddressGroups, .. intent.PortGroups,
            .. intent.Policies, .. intent.Guardrails, .. intent.EnforcementPoints,
        ];
        foreach (var document in documents)
        {
            yaml.Append("---\napiVersion: ztsegment/v1\n");
            yaml.Append($"kind: {(document is EnforcementPointDocument ? "EnforcementPoint" : document.GetType().Name)}\n");
            yaml.Append($"metadata: {Metadata(document.Header)}\n");
            yaml.Append("spec:\n");
            foreach (var (key, value) in Spec(document))
                yaml.Append(value is null ? "" : $"  {key}: {value}\n");
        }

        return yaml.ToString();
    }

    private static string Metadata(DocumentHeader header) => Map(
        ("name", Text(header.Name)),
        ("labels", Unless(header.Labels, Labels)),
        ("annotations", Unless(header.Annotations, Labels)));

    private static IEnumerable<(string Key, string? Value)> Spec(Document document) => document switch
    {
        Estate e => [("defaultMode", Word(e.DefaultMode)), ("management", e.Management.Access.IsEmpty && e.Management.Controller is null ? null : Of(e.Management))],
        Workload w =>
        [
            ("addresses", w.AddressesFrom is null ? Texts(w.Addresses) : null),
            ("addressesFrom", w.AddressesFrom is { } from ? Map(("source", Word(from.Source)), ("within", Texts(from.Within))) : null),
            ("virtualAddresses", Unless(w.VirtualAddresses, Texts)),
            ("ports", Unless(w.Ports, Names)),
            ("enforcement", w.IsManaged ? Enforcement(w) : null),
        ],
        Segment s => [("selector", Of(s.Selector)), ("ports", Unless(s.Ports, Names)), ("mayBeEmpty", s.MayBeEmpty ? Flag(true) : null)],
        Rollout r => [("selector", Of(r.Selector)), ("ingress", Word(r.Ingress)), ("egress", Word(r.Egress))],
        AddressGroup g => [("cidrs", Unless(g.Cidrs, Texts)), ("except", Unless(g.Except, Texts)), ("serviceTag", Optional(g.ServiceTag))],
        PortGroup g => [("ports", Texts($"{g.Ports}".Split(' ')))],
        FlowPolicy p => Of(p),
        Guardrail g => [Of(g.Rule), ("except", Unless(g.Except, all => List(all.Select(Of)))), ("severity", Word(g.Severity))],
        EnforcementPointDocument e =>
            [("nsg", Text(e.Nsg)), ("ownership", Word(e.Ownership)), ("adopt", Flag(e.Adopt)), ("create", Flag(e.Create))],
        _ => throw new ArgumentException($"no writer for {document.GetType().Name}", nameof(document)),
    };

    private static IEnumerable<(string Key, string? Value)> Of(FlowPolicy p) =>
    [
        ("description", Optional(p.Description)),
        ("owner", Optional(p.Owner)),
        ("from", Peers(p.From)),
        ("to", Peers(p.To)),
        ("ports", Ports(p.Ports)),
        ("sameLabels", Unless(p.SameLabels, Texts)),
        ("when", p.When is { } w ? Map(("compliant", w.Compliant ? Flag(true) : null), ("maxRisk", Word(w.MaxRisk))) : null),
        ("expires", p.Expires is { } e ? Time(e) : null),
        ("reviewBy", p.ReviewBy is { } r ? Time(r) : null),
    ];

    private static string Of(Management management) => Map(
        ("access", Unless(management.Access, all => List(all.Select(a => Map(("from", Texts(a.From)), ("ports", Ports(a.Ports))))))),
        ("controller", management.Controller is { } c
            ? Map(("addresses", Texts(c.Addresses)), ("port", Text($"{c.Port}/{c.Protocol}")))
            : null));

    private static string Enforcement(Workload workload) => Map(
        ("linux", workload.LinuxHost is { } host ? Map(("host", Text(host))) : null),
        ("azure", workload.Nsg is { } nsg ? Map(("nsg", Text(nsg))) : null));

    private static (string Key, string? Value) Of(GuardrailRule rule) => rule switch
    {
        NeverRule r => ("never", Sides(r.From, r.To, r.Ports, ("differentLabels", Unless(r.DifferentLabels, Texts)))),
        OnlyRule r => ("only", Sides(r.From, r.To, r.Ports)),
        AlwaysRule r => ("always", Sides(r.From, r.To, r.Ports)),
        RequireLabelsRule r => ("requireLabels", Map(("selector", Of(r.Selector)), ("keys", Texts(r.Keys)))),
        LimitRule r => ("limit", Map(
            ("maxCidrAddresses", r.MaxCidrAddresses?.ToString()),
            ("maxPorts", r.MaxPorts?.ToString()),
            ("requireOwner", Flag(r.RequireOwner)),
            ("requireDescription", Flag(r.RequireDescription)),
            ("requireAnnotations", Texts(r.RequireAnnotations)),
            ("requireExpiryForAddressGroups", Flag(r.RequireExpiryForAddressGroups)))),
        _ => throw new ArgumentException($"no writer for {rule.GetType().Name}", nameof(rule)),
    };

    private static string Of(GuardrailException e) => Sides(
        e.From, e.To, e.Ports,
        ("owner", Optional(e.Owner)), ("reason", Optional(e.Reason)), ("expires", e.Expires is { } expires ? Time(expires) : null));

    private static string Sides(
        IEnumerable<Peer> from, IEnumerable<Peer> to, IEnumerable<PortEntry> ports, params IEnumerable<(string Key, string? Value)> more) =>
        Map([("from", Peers(from)), ("to", Peers(to)), ("ports", Ports(ports)), .. more]);

    private static string Peers(IEnumerable<Peer> peers) => List(peers.Select(peer => peer switch
    {
        SegmentPeer p => Map(("segment", Text(p.Name))),
        SelectorPeer p => Map(("selector", Of(p.Selector))),
        WorkloadPeer p => Map(("workload", Text(p.Name))),
        AddressGroupPeer p => Map(("addressGroup", Text(p.Name))),
        CidrPeer p => Map(("cidr", Text($"{p.Cidr}")), ("except", Unless(p.Except, Texts))),
        _ => throw new ArgumentException($"no writer for {peer.GetType().Name}", nameof(peers)),
    }));

    private static string Ports(IEnumerable<PortEntry> entries) => Texts(entries.SelectMany(entry => entry switch
    {
        LiteralPorts e => $"{e.Ports}".Split(' '),
        NamedPort e => [e.Name],
        PortGroupReference e => [$"group/{e.Name}"],
        _ => throw new ArgumentException($"no writer for {entry.GetType().Name}", nameof(entries)),
    }));

    /// <summary>The first demand of one value for a key stands in <c>matchLabels</c>, all else in <c>matchExpressions</c>.</summary>
    private static string Of(Selector selector)
    {
        var equal = selector.Requirements
            .Where(r => r.Operator == LabelOperator.In && r.Values.Length == 1)
            .DistinctBy(r => r.Key)
            .ToArray();
        return Map(
            ("matchLabels", Unless(equal, all => Map(all.Select(r => (r.Key, (string?)Text(r.Values[0])))))),
            ("matchExpressions", Unless(selector.Requirements.Except(equal).ToArray(), all => List(all.Select(r => Map(
                ("key", Text(r.Key)), ("operator", $"{r.Operator}"), ("values", Unless(r.Values, Texts))))))));
    }

    private static string Names(IEnumerable<PortName> names) => Map(names.Select(n => (n.Name, (string?)Text($"{n.Port}/{n.Protocol}"))));

    private static string Labels(IEnumerable<KeyValuePair<string, string>> labels) => Map(labels.Select(l => (Text(l.Key), (string?)Text(l.Value))));

    private static string? Optional(string? text) => text is null ? null : Text(text);

    private static string? Word<T>(T? value)
        where T : struct, Enum => value is { } v ? Word(v) : null;

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
