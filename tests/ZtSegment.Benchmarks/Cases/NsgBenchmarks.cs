using System.Text;
using BenchmarkDotNet.Attributes;
using ZtSegment.Azure;
using ZtSegment.Azure.Proof;
using ZtSegment.Azure.Reading;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>One network security group with 1,000 rules, the most that Azure allows: rendered, read back and proved.</summary>
[Config(typeof(ManyShortRuns))]
public class NsgBenchmarks
{
    private const int Servers = 250;
    private const int Clients = 800;

    /// <summary>Half of them in, half of them out; with the two final denials a thousand rules.</summary>
    private const int Policies = NsgBudget.RulesLimit - 2;

    /// <summary>Of each side of a policy: the budget of prefixes is nearly spent too.</summary>
    private const int Peers = 4;

    private readonly Dictionary<string, int> priorities = [];
    private NsgRenderer? renderer;
    private NsgProver? prover;
    private NsgPoint? point;
    private byte[] json = [];
    private NsgBody? body;

    [GlobalSetup]
    public void Prepare()
    {
        var compilation = LargeEstate.Compile(IntentLoader.Load([new SourceText("nsg.yaml", Encoding.UTF8.GetBytes(Documents()))]).Intent!);
        point = NsgPoint.Of(compilation)[0];
        renderer = new NsgRenderer(compilation);
        prover = new NsgProver(compilation, new KnownAddresses(compilation));
        json = Encoding.UTF8.GetBytes(renderer.Render(point).Body!);
        body = NsgBodyReader.Read(json).Body;
        if (body!.Rules.Length != NsgBudget.RulesLimit)
            throw new InvalidOperationException($"{body.Rules.Length} rules");
    }

    [Benchmark]
    public NsgRendering Render() => renderer!.Render(point!);

    [Benchmark]
    public NsgReading Read() => NsgBodyReader.Read(json);

    [Benchmark]
    public ProofResult Prove() => prover!.Prove([body!], point!);

    /// <summary>Rules come and go, about 900 live: none of the others may move.</summary>
    [Benchmark]
    public int PrioritiesMovedByFiveThousandEdits()
    {
        var random = new Random(5);
        var live = Enumerable.Range(0, 900).Select(i => $"zt-in-policy-{i}-01").ToList();
        var known = StickyPriorities.Assign(live, priorities);
        var moved = 0;
        for (var edit = 0; edit < 5_000; edit++)
        {
            if (live.Count > 900)
                live.RemoveAt(random.Next(live.Count));
            else
                live.Add($"zt-in-policy-{1_000 + edit}-01");
            var next = StickyPriorities.Assign(live, known);
            moved += next.Count(p => known.TryGetValue(p.Key, out var before) && before != p.Value);
            known = next;
        }

        return moved == 0 ? moved : throw new InvalidOperationException($"{moved} priorities moved");
    }

    private static string Documents()
    {
        const string Nsg = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Network/networkSecurityGroups/nsg-shop";
        var random = new Random(1);
        var yaml = new StringBuilder();
        Document(yaml, "Estate", "shop", "{ defaultMode: enforce }");
        for (var n = 0; n < Servers; n++)
            Document(yaml, "Workload", $"server-{n}", $"{{ addresses: [10.0.{n / 100}.{n % 100 * 2}], enforcement: {{ azure: {{ nsg: {Nsg} }} }} }}");
        for (var n = 0; n < Clients; n++)
            Document(yaml, "Workload", $"client-{n}", $"{{ addresses: [10.1.{n / 100}.{n % 100 * 2}] }}");
        for (var n = 0; n < Policies; n++)
        {
            var (servers, clients) = (Some("server", Servers), Some("client", Clients));
            Document(yaml, "FlowPolicy", $"policy-{n}", $"{{ from: {(n % 2 == 0 ? clients : servers)}, to: {(n % 2 == 0 ? servers : clients)}, ports: [{1000 + n % 50}/tcp] }}");
        }

        return yaml.ToString();

        string Some(string name, int count) => $"[{string.Join(", ", Enumerable.Range(0, count).OrderBy(_ => random.Next()).Take(Peers).Select(n => $"{{ workload: {name}-{n} }}"))}]";
    }

    private static void Document(StringBuilder yaml, string kind, string name, string spec) =>
        yaml.Append($"---\napiVersion: ztsegment/v1\nkind: {kind}\nmetadata: {{ name: {name} }}\nspec: {spec}\n");
}
