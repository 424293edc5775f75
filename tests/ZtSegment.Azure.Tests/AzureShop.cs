using System.Text;
using ZtSegment.Azure.Proof;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Azure.Tests;

/// <summary>An estate that has everything an NSG can have, seen from the group of its databases.</summary>
internal sealed class AzureShop
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
        spec: { addresses: [10.20.2.7, "fd20:2::7"], enforcement: { azure: { nsg: NSG }, linux: { host: db-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db-2, labels: { tier: db } }
        spec: { addresses: [10.20.2.8], enforcement: { azure: { nsg: NSG } } }
        ---
        apiVersion: ztsegment/v1
        kind: Rollout
        metadata: { name: db }
        spec: { selector: { matchLabels: { tier: db } }, ingress: INGRESS, egress: EGRESS }
        ---
        apiVersion: ztsegment/v1
        kind: AddressGroup
        metadata: { name: backup }
        spec: { serviceTag: Storage.WestEurope, cidrs: [198.51.100.128/25] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-db }
        spec: { from: [{ selector: { matchLabels: { tier: web } } }], to: [{ selector: { matchLabels: { tier: db } } }], ports: [5432/tcp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: cluster }
        spec: { from: [{ selector: { matchLabels: { tier: db } } }], to: [{ selector: { matchLabels: { tier: db } } }], ports: [5000-5009/tcp, 7946/udp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: ping }
        spec: { from: [{ cidr: 203.0.113.0/24 }], to: [{ workload: db-1 }], ports: [icmp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: tunnel }
        spec: { from: [{ cidr: 198.51.100.0/24 }, { cidr: "2001:db8::/32" }], to: [{ workload: db-1 }], ports: [esp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: backups }
        spec: { from: [{ workload: db-2 }], to: [{ addressGroup: backup }], ports: [443/tcp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: logs }
        spec: { from: [{ selector: { matchLabels: { tier: db } } }], to: [{ workload: log-1 }], ports: [any] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: z-time }
        spec: { from: [{ workload: db-1 }], to: [{ cidr: 0.0.0.0/0 }], ports: [123/udp] }
        """;

    private const string NsgId =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Network/networkSecurityGroups/nsg-db";

    public AzureShop(Mode ingress = Mode.Enforce, Mode egress = Mode.Enforce)
        : this(Documents.Replace("NSG", NsgId).Replace("INGRESS", $"{ingress}".ToLowerInvariant()).Replace("EGRESS", $"{egress}".ToLowerInvariant()))
    {
    }

    /// <param name="documents">The first group of these is looked at.</param>
    public AzureShop(string documents)
    {
        var loaded = IntentLoader.Load([new SourceText("shop.yaml", Encoding.UTF8.GetBytes(documents))]);
        Assert.Empty(loaded.Diagnostics);
        Compilation = Compiler.Compile(loaded.Intent!, EstateFacts.None, Now, PolicyIds.ByOrderOfNames(loaded.Intent!));
        Point = NsgPoint.Of(Compilation)[0];
        Rendering = new NsgRenderer(Compilation).Render(Point);
    }

    public Compilation Compilation { get; }

    public NsgPoint Point { get; }

    public NsgRendering Rendering { get; }

    public string Text => Rendering.Body!;

    public ProofResult Prove(string text) => new NsgProver(Compilation, new KnownAddresses(Compilation)).Prove(Encoding.UTF8.GetBytes(text), Point);

    /// <summary>The body with every occurrence of a text replaced; there must be one.</summary>
    public string With(string old, string replacement)
    {
        Assert.Contains(old, Text);
        return Text.Replace(old, replacement);
    }
}
