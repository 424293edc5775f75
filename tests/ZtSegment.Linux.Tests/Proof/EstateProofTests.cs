using System.Text;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Proof;

/// <summary>Three like hosts share one program; what only one of them has is judged by itself.</summary>
public sealed class EstateProofTests
{
    private const string Documents = """
        apiVersion: ztsegment/v1
        kind: Estate
        metadata: { name: estate }
        spec: { defaultMode: enforce }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1, labels: { tier: web } }
        spec: { addresses: [10.0.0.1], enforcement: { linux: { host: web-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-2, labels: { tier: web } }
        spec: { addresses: [10.0.0.2], enforcement: { linux: { host: web-2 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-3, labels: { tier: web } }
        spec: { addresses: [10.0.0.3, "fd00::3"], enforcement: { linux: { host: web-3 } } }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: gossip }
        spec: { from: [{ selector: { matchLabels: { tier: web } } }], to: [{ selector: { matchLabels: { tier: web } } }], ports: [7946/udp] }
        """;

    private static readonly Compilation Compilation = Compile();
    private static readonly NftRenderer Renderer = new(Compilation);

    [Fact]
    public void Rendered_estate_is_equal() => Assert.Empty(Prove((_, text) => text));

    [Fact]
    public void Hosts_share_one_program() => Assert.Single(Compilation.LinuxRows.Select(row => RulesetText.Of(Renderer.RenderHost(row)).Program).Distinct());

    [Fact]
    public void Wrong_own_address_is_found_at_its_host_alone() => Assert.Equal(
        ["web-2"], Differing((host, text) => host == "web-2" ? text.Replace("\t\t\t10.0.0.2,", "\t\t\t10.0.0.9,") : text));

    [Fact]
    public void Own_address_too_many_is_found() => Assert.Equal(
        ["web-1"], Differing((host, text) => host == "web-1" ? text.Replace("\t\t\t10.0.0.1,", "\t\t\t10.0.0.1, 10.0.0.2,") : text));

    [Fact]
    public void Program_that_names_one_host_is_not_taken_for_the_others() => Assert.Equal(
        ["web-2", "web-3"], Differing((_, text) => text.Replace("ip daddr @zt_self4", "ip daddr 10.0.0.1").Replace("ip saddr @zt_self4", "ip saddr 10.0.0.1")));

    [Fact]
    public void Own_address_that_the_program_adds_is_found_at_the_others() => Assert.Equal(
        ["web-2", "web-3"], Differing((_, text) => text.Replace(
            "	set zt_live {", "	set zt_self4 {\n\t\ttype ipv4_addr\n\t\telements = { 10.0.0.1 }\n\t}\n\tset zt_live {")));

    [Fact]
    public void Missing_ruleset_lets_everything_through() => Assert.All(
        Prove((host, text) => host == "web-3" ? null : text), proof => Assert.Contains(proof.Result.Counterexamples, c => c is { RenderedAllows: true, Rule: null }));

    [Fact]
    public void Spent_budget_is_told_of_each_host_and_not_spent_again() => Assert.All(
        new EstateProof(Compilation, new ProofBudget(20, TimeSpan.FromMinutes(1))).Prove(row => RulesetText.Of(Renderer.RenderHost(row))),
        proof => Assert.True(proof.Result is { Verdict: ProofVerdict.Unproved, IsTooComplex: true }));

    private static string[] Differing(Func<string, string, string?> change) =>
        [.. Prove(change).Select(proof => Compilation.Table.Workloads[proof.Row].LinuxHost!)];

    private static IReadOnlyList<PointProof> Prove(Func<string, string, string?> change) => new EstateProof(Compilation).Prove(
        row => change(Compilation.Table.Workloads[row].LinuxHost!, Renderer.RenderHost(row)) is { } text ? RulesetText.Of(text) : null);

    private static Compilation Compile()
    {
        var intent = IntentLoader.Load([new SourceText("estate.yaml", Encoding.UTF8.GetBytes(Documents))]).Intent!;
        return Compiler.Compile(intent, EstateFacts.None, SmallShop.Now, PolicyIds.ByOrderOfNames(intent));
    }
}
