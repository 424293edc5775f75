using BenchmarkDotNet.Attributes;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>Each stage of <c>verify</c> on the large estate by itself, and all of them in a row.</summary>
[Config(typeof(FewLongRuns))]
public class EstateBenchmarks
{
    private const int SampledWorkloads = 200;

    private IReadOnlyList<SourceText> sources = [];
    private Compilation? compilation;
    private string[] programs = [];
    private NftRuleset[] rulesets = [];

    [GlobalSetup(Targets = [nameof(Load), nameof(All)])]
    public void PrepareDocuments() => sources = LargeEstate.Sources;

    [GlobalSetup(Targets = [nameof(Compile), nameof(Render), nameof(Oracle)])]
    public void PrepareIntent() => compilation = LargeEstate.Compile(LargeEstate.Load(LargeEstate.Sources));

    [GlobalSetup(Targets = [nameof(Read), nameof(Prove)])]
    public void PrepareRulesets()
    {
        PrepareIntent();
        programs = RenderPrograms(compilation!);
        rulesets = ReadBack(programs);
    }

    [Benchmark]
    public Intent Load() => LargeEstate.Load(sources);

    [Benchmark]
    public Compilation Compile() => LargeEstate.Compile(compilation!.Intent);

    [Benchmark]
    public string[] Render() => RenderPrograms(compilation!);

    [Benchmark]
    public object Read() => ReadBack(programs);

    [Benchmark]
    public int Prove() => Prove(compilation!, rulesets);

    [Benchmark]
    public int Oracle() => Evaluate(compilation!.Intent);

    /// <summary>As <c>verify</c> does it: no two rulesets are in memory longer than their proof takes.</summary>
    [Benchmark]
    public int All()
    {
        var intent = LargeEstate.Load(sources);
        var compiled = LargeEstate.Compile(intent);
        var renderer = new NftRenderer(compiled);
        var prover = new RulesetProver(compiled, new KnownAddresses(compiled));
        Parallel.ForEach(compiled.Classes, c => Require(prover.Prove(Read(renderer.RenderHost(c.Rows[0])), c.Rows[0])));
        return Evaluate(intent);
    }

    private static string[] RenderPrograms(Compilation compilation)
    {
        var renderer = new NftRenderer(compilation);
        var texts = new string[compilation.Classes.Length];
        Parallel.For(0, texts.Length, i => texts[i] = renderer.RenderHost(compilation.Classes[i].Rows[0]));
        return texts;
    }

    private static NftRuleset[] ReadBack(string[] texts)
    {
        var read = new NftRuleset[texts.Length];
        Parallel.For(0, texts.Length, i => read[i] = Read(texts[i]));
        return read;
    }

    private static int Prove(Compilation compilation, NftRuleset[] rulesets)
    {
        var prover = new RulesetProver(compilation, new KnownAddresses(compilation));
        Parallel.For(0, rulesets.Length, i => Require(prover.Prove(rulesets[i], compilation.Classes[i].Rows[0])));
        return rulesets.Length;
    }

    private static int Evaluate(Intent intent)
    {
        var oracle = new Oracle(intent, EstateFacts.None, LargeEstate.Now);
        var spaces = new PacketSpaces();
        var random = new Random(1);
        var last = 0;
        for (var i = 0; i < SampledWorkloads; i++)
            last = oracle.Evaluate(intent.Workloads[random.Next(intent.Workloads.Length)], spaces).Ingress.V4;
        return last;
    }

    private static NftRuleset Read(string text) => NftTextReader.Read(text).Ruleset ?? throw new InvalidOperationException("a rendered ruleset does not read back");

    private static void Require(ProofResult proof)
    {
        if (proof.Verdict != ProofVerdict.Equal)
            throw new InvalidOperationException($"a rendered ruleset is {proof.Verdict}: {proof.Reason}");
    }
}
