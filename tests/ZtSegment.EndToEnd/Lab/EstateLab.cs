using System.Collections.Immutable;
using System.Text;
using ZtSegment.Cli.Lab;
using ZtSegment.Cli.Lab.Probing;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.EndToEnd.Lab;

/// <summary>Estates as documents, through the kernel.</summary>
internal static class EstateLab
{
    public static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static LabPlan Plan(string documents, params (string Workload, WorkloadFacts Facts)[] facts)
    {
        var missing = KernelNeeds.Missing();
        Assert.True(missing.IsEmpty, $"these tests need {string.Join("; ", missing)}");
        var loaded = IntentLoader.Load([new SourceText("lab.yaml", Encoding.UTF8.GetBytes(documents))]);
        Assert.Empty(loaded.Diagnostics.Where(d => d.Severity == Severity.Error));
        var known = new EstateFacts(facts.ToDictionary(f => f.Workload, f => f.Facts));
        return LabPlan.Of(Compiler.Compile(loaded.Intent!, known, Now, PolicyIds.ByOrderOfNames(loaded.Intent!)));
    }

    /// <summary>Runs it, and holds the kernel to the oracle, and its tables to the proof, on the way.</summary>
    public static LabResult Run(string documents, params (string Workload, WorkloadFacts Facts)[] facts)
    {
        var result = LabRun.Of(Plan(documents, facts));
        Assert.Empty(result.Differences.Select(p => LabText.Describe(result.Plan, p)));
        Assert.All(result.Proofs, proof => Assert.Equal(ProofResult.Equal, proof.Result));
        return result;
    }

    /// <summary>The pairs of hosts between which a service such as <c>tcp/443</c> or <c>icmp</c> passes, as <c>a > b</c>.</summary>
    public static IEnumerable<string> Passes(this LabResult result, string service) => result.Passing(service)
        .Select(p => $"{result.Plan.Hosts[p.Source].Name} > {result.Plan.Hosts[p.Destination].Name}").Distinct();

    /// <summary>As <see cref="Passes"/>, by address.</summary>
    public static IEnumerable<string> PassesByAddress(this LabResult result, string service) =>
        result.Passing(service).Select(p => $"{p.From} > {p.To}");

    public static IEnumerable<string> PassesInto(this LabResult result, string host, string service) =>
        result.Passing(service).Where(p => result.Plan.Hosts[p.Destination].Name == host).Select(p => $"{p.From} > {p.To}").Order();

    public static IEnumerable<string> PassesOutOf(this LabResult result, string host, string service) =>
        result.Passing(service).Where(p => result.Plan.Hosts[p.Source].Name == host).Select(p => $"{p.From} > {p.To}").Order();

    public static WorkloadFacts Quarantined { get; } = WorkloadFacts.Unknown with { Quarantined = true };

    public static WorkloadFacts Reports(params string[] addresses) =>
        WorkloadFacts.Unknown with { Addresses = [.. addresses.Select(a => Address.Parse(a))] };

    private static IEnumerable<Probe> Passing(this LabResult result, string service)
    {
        Assert.Contains(result.Plan.Probes, p => LabText.NameOf(p) == service);
        return result.Plan.Probes.Where((p, number) => LabText.NameOf(p) == service && result.Passed[number]);
    }
}
