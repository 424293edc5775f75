using System.Collections.Immutable;
using System.Text;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Cli.Lab;

/// <summary>What the proof says of the table that one host's kernel holds.</summary>
internal sealed record LiveProof(string Host, ProofResult Result);

/// <summary>Reads back what the kernels of a lab hold, and proves it like any ruleset.</summary>
internal static class LiveProofs
{
    /// <summary>How far the kernel's timeouts may be from the deadlines: the time that loading and listing take.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    /// <summary>What agents give flows without a SYN after the first load on their host: those that ran before it.</summary>
    public static readonly TimeSpan AgentsGrace = TimeSpan.FromMinutes(1);

    /// <summary>Lists every table now, and gives the proofs of them as work that can go on beside the probes.</summary>
    /// <param name="grace">How long flows may go on without a SYN, where agents loaded the tables.</param>
    public static Func<ImmutableArray<LiveProof>> Read(LabPlan plan, LabNetwork network, TimeSpan grace = default)
    {
        var listings = plan.Roles
            .Select((role, host) => (Host: host, role.Workload, role.Modes))
            .Where(r => r.Modes is not null)
            .Select(r => (r.Workload!.Name, Json: network.ListTable(r.Host)))
            .ToList();
        return () =>
        {
            var prover = new RulesetProver(plan.Compilation, new KnownAddresses(plan.Compilation));
            return [.. listings.Select(l => new LiveProof(l.Name, Prove(prover, plan.Compilation, l.Name, l.Json, grace)))];
        };
    }

    private static ProofResult Prove(RulesetProver prover, Compilation compilation, string workload, string listing, TimeSpan grace)
    {
        var reading = NftJsonReader.Read(Encoding.UTF8.GetBytes(listing));
        return reading.Ruleset is { } ruleset
            ? prover.Prove(ruleset, compilation.Binder.RowOf(workload), new ProofMoment(compilation.Now, Tolerance, grace))
            : ProofResult.Unproved(reading.Problem!);
    }
}
