using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using ZtSegment.Flows;
using ZtSegment.Language;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Rendering;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Tests;

/// <summary>Rulesets of one host, as the controller renders them.</summary>
internal static class HostRuleset
{
    public const string Host = "server";

    public static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Before any deadline: a dated ruleset is the same at every moment.</summary>
    private static readonly DateTimeOffset Rendered = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Workloads =
        """
        { apiVersion: ztsegment/v1, kind: Estate, metadata: { name: estate }, spec: { defaultMode: enforce } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: client }, spec: { addresses: [10.1.0.1, "fd01::1"] } }
        ---
        { apiVersion: ztsegment/v1, kind: Workload, metadata: { name: server }, spec: { addresses: [10.1.0.3, "fd01::3"], enforcement: { linux: { host: server } } } }
        """;

    /// <summary>Lets the client in on these ports, until the deadline if there is one.</summary>
    public static DatedRuleset For(string ports, DateTimeOffset? expires = null)
    {
        var expiry = expires is { } end ? $", expires: \"{end.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\"" : "";
        var documents = $"{Workloads}\n---\n{{ apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: {{ name: p }}, spec: {{ from: [{{ workload: client }}], to: [{{ workload: server }}], ports: [{ports}]{expiry} }} }}";
        var loaded = IntentLoader.Load([new SourceText("host.yaml", Encoding.UTF8.GetBytes(documents))]);
        Assert.Empty(loaded.Diagnostics.Where(d => d.Severity == Severity.Error));
        var compilation = Compiler.Compile(loaded.Intent!, EstateFacts.None, Rendered, PolicyIds.ByOrderOfNames(loaded.Intent!));
        return new DatedRuleset(new NftRenderer(compilation, isDated: true).RenderHost(compilation.LinuxRows.Single()));
    }

    public static Enforce Order(this DatedRuleset ruleset, ulong generation, DateTimeOffset? now = null) => new()
    {
        Generation = generation,
        Ruleset = ByteString.CopyFromUtf8(ruleset.Text),
        Hash = ruleset.Hash(),
        Digest = ruleset.Digest(now ?? Now),
    };

    public static ByteString Hash(this DatedRuleset ruleset) => ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(ruleset.Text)));

    /// <summary>Of what it means when it is loaded; empty where that cannot be told.</summary>
    public static ByteString Digest(this DatedRuleset ruleset, DateTimeOffset now) =>
        ByteString.CopyFrom(Convert.FromHexString(NftTextReader.Read(ruleset.At(now)).Ruleset is { } read ? RulesetDigest.Of(read) ?? "" : ""));
}
