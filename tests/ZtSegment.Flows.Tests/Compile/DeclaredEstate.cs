using System.Collections.Immutable;
using System.Text;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Compile;

/// <summary>An estate that a test writes as documents; every verdict is asked of the compiler and of the oracle, which must agree.</summary>
internal sealed class DeclaredEstate
{
    public static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly StringBuilder documents = new();
    private readonly Dictionary<string, WorkloadFacts> facts = [];
    private int policies;

    /// <param name="labels">As a YAML mapping's inside: <c>app: shop, env: prod</c>.</param>
    /// <param name="more">More lines of the spec, after the point.</param>
    public DeclaredEstate Workload(string name, string addresses, string labels = "", string more = "") =>
        Document("Workload", name, $"{{ {(addresses.Length == 0 ? "" : $"addresses: [{addresses}], ")}enforcement: {{ linux: {{ host: {name} }} }}{More(more)} }}", labels);

    public DeclaredEstate NsgWorkload(string name, string addresses, string points = "") =>
        Document("Workload", name, $"{{ addresses: [{addresses}], enforcement: {{ azure: {{ nsg: {Nsg} }}{More(points)} }} }}");

    public DeclaredEstate Unmanaged(string name, string addresses, string labels = "") =>
        Document("Workload", name, $"{{ addresses: [{addresses}] }}", labels);

    public DeclaredEstate Segment(string name, string labels, string more = "") =>
        Document("Segment", name, $"{{ selector: {{ matchLabels: {{ {labels} }} }}{More(more)} }}");

    /// <param name="from">One peer as a YAML mapping's inside: <c>segment: web</c>.</param>
    public DeclaredEstate Policy(string from, string to, string ports, string more = "") =>
        Document("FlowPolicy", $"policy-{++policies}", $"{{ from: [{{ {from} }}], to: [{{ {to} }}], ports: [{ports}]{More(more)} }}");

    public DeclaredEstate Document(string kind, string name, string spec, string labels = "")
    {
        documents.Append($"---\napiVersion: ztsegment/v1\nkind: {kind}\nmetadata: {{ name: {name}, labels: {{ {labels} }} }}\nspec: {spec}\n");
        return this;
    }

    public DeclaredEstate Posture(string workload, bool? compliant, Risk? risk) =>
        Know(workload, f => f with { Compliant = compliant, Risk = risk });

    public DeclaredEstate Quarantine(string workload) => Know(workload, f => f with { Quarantined = true });

    public DeclaredEstate Reports(string workload, string addresses = "", string labels = "") => Know(workload, f => f with
    {
        Addresses = [.. Texts(addresses).Select(a => Address.Parse(a))],
        Labels = new LabelSet(Texts(labels).Select(l => KeyValuePair.Create(l.Split(": ")[0], l.Split(": ")[1]))),
    });

    public Modes ModesOf(string workload) => Compile().ClassOfWorkload(workload).Modes;

    public Compilation Compile() => Compiler.Compile(Intent, Facts, Now, PolicyIds.ByOrderOfNames(Intent));

    /// <summary>Whether a first packet from that address enters the workload at all of its points.</summary>
    /// <param name="service"><c>443/tcp</c>, or the number of a protocol without ports.</param>
    public bool Enters(string workload, string from, string service) => Passes(workload, Direction.Ingress, from, service);

    /// <summary>Whether a first packet to that address leaves the workload at all of its points.</summary>
    public bool Leaves(string workload, string to, string service) => Passes(workload, Direction.Egress, to, service);

    private const string Nsg = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/test/providers/Microsoft.Network/networkSecurityGroups/nsg-1";

    private Intent Intent => IntentLoader.Load([new SourceText("test.yaml", Encoding.UTF8.GetBytes(documents.ToString()))]) is var result && result.Intent is { } intent
        ? intent
        : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));

    private EstateFacts Facts => new(facts);

    private bool Passes(string name, Direction direction, string remote, string service)
    {
        var workload = Intent.FindWorkload(name) ?? throw new ArgumentException($"no workload {name}", nameof(name));
        var (address, protocol, port) = (Address.Parse(remote), ProtocolOf(service), PortOf(service));
        var spaces = new PacketSpaces();
        var oracle = new Oracle(Intent, Facts, Now);
        var compiled = new ComparedWorkload(Compile(), oracle, spaces, workload).Programs(EnforcementTargets.Of(workload));
        var verdict = spaces[address.Family].Contains(compiled[direction][address.Family], address.Value, protocol, port);
        return verdict == oracle.Lets(workload, direction, address, protocol, port)
            ? verdict
            : throw new InvalidOperationException($"compiler and oracle differ on {name} {direction} {remote} {service}");
    }

    private DeclaredEstate Know(string workload, Func<WorkloadFacts, WorkloadFacts> with)
    {
        facts[workload] = with(facts.GetValueOrDefault(workload, WorkloadFacts.Unknown));
        return this;
    }

    private static byte ProtocolOf(string service) => service.Split('/') is [_, var word] ? Protocol.FromWord(word)!.Value.Number : byte.Parse(service);

    private static ushort PortOf(string service) => service.Split('/') is [var port, _] ? ushort.Parse(port) : (ushort)0;

    private static string More(string more) => more.Length == 0 ? "" : ", " + more;

    private static string[] Texts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
