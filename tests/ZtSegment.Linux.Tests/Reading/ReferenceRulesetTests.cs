using System.Text;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Linux.Tests.Reading;

/// <summary>A ruleset written by hand, against an estate that declares the same in its own words.</summary>
public sealed class ReferenceRulesetTests
{
    private const string Documents = """
        apiVersion: ztsegment/v1
        kind: Estate
        metadata: { name: shop }
        spec:
          defaultMode: enforce
          management:
            access: [{ from: [10.9.0.0/24], ports: [22/tcp] }]
            controller: { addresses: [10.9.0.10, "fd09::10"], port: 8443/tcp }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1.shop }
        spec: { addresses: [10.20.1.11, "fd20:1::11"], enforcement: { linux: { host: web-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: in-https }
        spec: { from: [{ cidr: 10.20.1.12/31 }], to: [{ workload: web-1.shop }], ports: [8443/tcp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: in-one }
        spec: { from: [{ cidr: 10.20.1.12/32 }], to: [{ workload: web-1.shop }], ports: [icmp, 9000-9010/udp] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: in-any }
        spec: { from: [{ cidr: 10.99.0.0/16 }], to: [{ workload: web-1.shop }], ports: [any] }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: in-office }
        spec: { from: [{ cidr: 203.0.113.0/26 }], to: [{ workload: web-1.shop }], ports: [443/tcp], expires: 2027-03-31T00:00:00Z }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: out-db }
        spec: { from: [{ workload: web-1.shop }], to: [{ cidr: 10.20.2.7/32 }], ports: [5432/tcp] }
        """;

    /// <summary>From which the timeout of the reference, 127 days, ends with the policy.</summary>
    private static readonly DateTimeOffset Start = new DateTimeOffset(2027, 3, 31, 0, 0, 0, TimeSpan.Zero).AddDays(-127);

    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reading", "reference.nft"));

    [Fact]
    public void Reference_is_what_is_declared() => Assert.Equal(ProofResult.Equal, Prove(NftTextReader.Read(Text).Ruleset!));

    [Fact]
    public void Reference_means_the_same_in_the_kernel()
    {
        var table = KernelTable.Load(Text);

        Assert.Equal(RulesetDigest.Of(NftTextReader.Read(Text).Ruleset!), RulesetDigest.Of(table));
        Assert.Equal(ProofResult.Equal, Prove(table, TimeSpan.FromSeconds(60)));
    }

    private static ProofResult Prove(NftRuleset ruleset, TimeSpan tolerance = default)
    {
        var intent = IntentLoader.Load([new SourceText("shop.yaml", Encoding.UTF8.GetBytes(Documents))]).Intent!;
        var compilation = Compiler.Compile(intent, EstateFacts.None, Start, PolicyIds.ByOrderOfNames(intent));
        return new RulesetProver(compilation, new KnownAddresses(compilation)).Prove(
            ruleset, compilation.Binder.RowOf("web-1.shop"), new ProofMoment(Start, tolerance));
    }
}
