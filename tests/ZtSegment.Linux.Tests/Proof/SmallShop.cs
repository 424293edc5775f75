using System.Text;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Proof;

/// <summary>An estate that has everything a ruleset can have, seen from its database host.</summary>
internal sealed class SmallShop
{
    public static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Documents = """
        apiVersion: ztsegment/v1
        kind: Estate
        metadata: { name: shop }
        spec:
          defaultMode: enforce
          management:
            access: [{ from: [10.9.0.0/24, "fd09::/64"], ports: [22/tcp] }]
            controller: { addresses: [10.9.0.10, "fd09::10"], port: 8443/tcp }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1, labels: { tier: web } }
        spec: { addresses: [10.20.1.11, "fd20:1::11"] }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-2, labels: { tier: web } }
        spec: { addresses: [10.20.1.12, "fd20:1::12"] }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: log-1, labels: { tier: log } }
        spec: { addresses: [10.20.3.5] }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db-1, labels: { tier: db } }
        spec: { addresses: [10.20.2.7, "fd20:2::7"], enforcement: { linux: { host: db-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Rollout
        metadata: { name: db }
        spec: { selector: { matchLabels: { tier: db } }, ingress: INGRESS, egress: EGRESS }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-db }
        spec: { from: [{ selector: { matchLabels: { tier: web } } }], to: [{ selector: { matchLabels: { tier: db } } }], ports: [5432/tcp, icmp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: migration }
        spec: { from: [{ cidr: 203.0.113.0/24 }], to: [{ workload: db-1 }], ports: [5000-5009/tcp], expires: 2026-10-02T00:00:00Z }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: tunnel }
        spec: { from: [{ cidr: 198.51.100.0/24 }, { cidr: "2001:db8::/32" }], to: [{ workload: db-1 }], ports: [esp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: db-to-log }
        spec: { from: [{ workload: db-1 }], to: [{ workload: log-1 }], ports: [514/udp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: z-time }
        spec: { from: [{ workload: db-1 }], to: [{ cidr: 0.0.0.0/0 }], ports: [123/udp] }
        """;

    private readonly Compilation compilation;
    private readonly int row;

    public SmallShop(Mode ingress = Mode.Enforce, Mode egress = Mode.Enforce)
    {
        var text = Documents.Replace("INGRESS", $"{ingress}".ToLowerInvariant()).Replace("EGRESS", $"{egress}".ToLowerInvariant());
        var intent = IntentLoader.Load([new SourceText("shop.yaml", Encoding.UTF8.GetBytes(text))]).Intent!;
        compilation = Compiler.Compile(intent, EstateFacts.None, Now, PolicyIds.ByOrderOfNames(intent));
        row = compilation.Binder.RowOf("db-1");
        Text = new NftRenderer(compilation).RenderHost(row);
    }

    /// <summary>The ruleset of host db-1.</summary>
    public string Text { get; }

    public ProofResult Prove(string text)
    {
        var reading = NftTextReader.Read(text);
        return reading.Ruleset is { } ruleset ? Prove(ruleset) : ProofResult.Unproved(reading.Problem!);
    }

    public ProofResult Prove(NftRuleset ruleset, ProofMoment? moment = null) =>
        new RulesetProver(compilation, new KnownAddresses(compilation)).Prove(ruleset, row, moment);

    /// <summary>The ruleset with every occurrence of a text replaced; there must be one.</summary>
    public string With(string old, string replacement)
    {
        Assert.Contains(old, Text);
        return Text.Replace(old, replacement);
    }
}
