using CsCheck;
using System.Diagnostics;
using Xunit.Abstractions;
using ZtSegment.Cli.Lab;
using ZtSegment.Cli.Lab.Probing;
using ZtSegment.Flows;
using ZtSegment.Flows.Tests.RandomEstates;

namespace ZtSegment.EndToEnd.Lab;

public sealed class RandomEstateTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("0000KOIPQUsd")]
    [InlineData("0001KOIPQUsd")]
    [InlineData("0002KOIPQUsd")]
    [InlineData("0003KOIPQUsd")]
    public void The_kernel_passes_what_the_oracle_passes(string seed)
    {
        var estate = RandomEstate.Any.Single(_ => true, seed);
        var sw = Stopwatch.StartNew();
        var compilation = Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));
        var plan = LabPlan.Of(compilation, estate.Facts);
        output.WriteLine($"plan {sw.Elapsed}"); sw.Restart();
        using var network = LabNetwork.Create(plan.Hosts);
        output.WriteLine($"network {sw.Elapsed}"); sw.Restart();
        network.LoadRulesets();
        output.WriteLine($"load {sw.Elapsed}"); sw.Restart();
        var passed = Prober.Run(network, plan.Probes, n => output.WriteLine($" {n} {sw.Elapsed}"), default);
        output.WriteLine($"probe {sw.Elapsed}"); sw.Restart();
        var result = new LabResult(plan, [.. passed], default);
        output.WriteLine($"{plan.Hosts.Length} hosts, {plan.Probes.Length} probes, {result.Passed.Count(p => p)} passed, {result.Elapsed}");
        foreach (var note in plan.Notes) output.WriteLine(note);
        foreach (var d in result.Differences.GroupBy(d => (d.From, d.To)).Take(20)) output.WriteLine($"{d.Key} {d.Count()} {string.Join(' ', d.Select(x => $"{x.Protocol}/{x.Port}:{x.Expected}"))}");
        File.WriteAllText($"/tmp/wt/lab-{seed}.yaml", estate.ToString());
        Assert.Empty(result.Differences);
    }
}
