using System.Text;
using BenchmarkDotNet.Attributes;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>One host whose ruleset has 10,000 elements: read back from text, and proved.</summary>
[Config(typeof(ManyShortRuns))]
public class RulesetProofBenchmarks
{
    /// <summary>Clients with one element each, and half as many prefixes with port ranges.</summary>
    private const int Clients = 7_000;

    private const int Prefixes = 3_000;

    private string text = "";
    private NftRuleset? ruleset;
    private Compilation? compilation;
    private KnownAddresses? known;

    [GlobalSetup]
    public void Prepare()
    {
        compilation = LargeEstate.Compile(IntentLoader.Load([new SourceText("server.yaml", Encoding.UTF8.GetBytes(Documents()))]).Intent!);
        text = new NftRenderer(compilation).RenderHost(Row(compilation));
        ruleset = NftTextReader.Read(text).Ruleset;
        known = new KnownAddresses(compilation);
        row = Row(compilation);
    }

    private int row;

    [Benchmark]
    public NftReading ReadText() => NftTextReader.Read(text);

    /// <summary>By a prover of its own: one that has proved this very ruleset remembers it.</summary>
    [Benchmark]
    public ProofResult Prove() => new RulesetProver(compilation!, known!).Prove(ruleset!, row);

    private static int Row(Compilation compilation) => compilation.Binder.RowOf("server");

    private static string Documents()
    {
        var yaml = new StringBuilder();
        Document(yaml, "Workload", "server", "{ addresses: [10.0.0.1], enforcement: { linux: { host: server } } }");
        for (var n = 0; n < Clients; n++)
            Document(yaml, "Workload", $"client-{n}", $"{{ addresses: [10.{1 + n / 250}.{n % 250}.{1 + n % 7}] }}");
        var cidrs = string.Join(", ", Enumerable.Range(0, Prefixes).Select(n => $"172.{16 + n / 250}.{n % 250}.0/25"));
        Document(yaml, "AddressGroup", "partners", $"{{ cidrs: [{cidrs}] }}");
        Document(yaml, "FlowPolicy", "clients", "{ from: [{ selector: {} }], to: [{ workload: server }], ports: [443/tcp] }");
        Document(yaml, "FlowPolicy", "partners", "{ from: [{ addressGroup: partners }], to: [{ workload: server }], ports: [9000-9010/tcp] }");
        return yaml.ToString();
    }

    private static void Document(StringBuilder yaml, string kind, string name, string spec) =>
        yaml.Append($"---\napiVersion: ztsegment/v1\nkind: {kind}\nmetadata: {{ name: {name} }}\nspec: {spec}\n");
}
