using System.Collections.Immutable;
using ZtSegment.Azure;
using ZtSegment.Azure.Proof;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;
using ZtSegment.Linux.Proof;

namespace ZtSegment.Cli.Verifying;

/// <summary>Proves the rulesets of an estate, its own or those of a folder, and compares what was compiled with the oracle.</summary>
internal sealed class EstateVerifier(LoadedEstate estate, string? folder)
{
    private readonly Compilation compilation = estate.Compilation;

    /// <param name="allWorkloads">Compares every workload with the oracle, however many there are.</param>
    public Verification Run(bool allWorkloads)
    {
        var nsgs = NsgPoint.Of(compilation).RemoveAll(nsg => !nsg.HasAddresses(compilation));
        var hosts = compilation.LinuxRows.Where(row => !compilation.Table.Addresses[row].IsEmpty).ToList();
        var compared = OracleProof.Rows(compilation, allWorkloads);
        var texts = folder is null ? OwnRulesets.Of(compilation) : new RenderedFolder(compilation, folder).TextOf;
        var bodies = folder is null ? OwnRulesets.BodiesOf(compilation) : new RenderedFolder(compilation, folder).BodyOf;
        var (proofs, differences) = WorkProgress.Over("proving", hosts.Count + nsgs.Length + compared.Count, done => (
            new EstateProof(compilation).Prove(texts, new ProofMoment(estate.Now), done).Select(p => (Point: Name(p.Row), p.Result))
                .Concat(NsgEstateProof.Prove(compilation, nsgs, bodies, done).Select(p => (Point: p.Point.Id, p.Result)))
                .ToList(),
            OracleProof.Prove(compilation, compared, done)));
        return new Verification(
            hosts.Count + nsgs.Length,
            compared.Count,
            [.. proofs.SelectMany(p => Packets(p.Point, p.Result)).Concat(differences.Where(d => d.Remote is not null).Select(Packet)).Order()],
            [.. Findings(proofs, differences).OrderBy(f => f.EnforcementPoint, StringComparer.Ordinal).ThenBy(f => f.Message, StringComparer.Ordinal)],
            [.. Notes(hosts.Count, nsgs.Length)]);
    }

    private static IEnumerable<VerifiedPacket> Packets(string point, ProofResult result) => result.Counterexamples.Select(c => new VerifiedPacket(
        point, c.Direction, c.Source, c.Destination, Protocol.FromNumber(c.Protocol), c.Port, c.RenderedAllows, c.DeclaredAllows, c.Rule, c.Policy, c.Role));

    private VerifiedPacket Packet(OracleDifference difference)
    {
        var remote = difference.Remote!.Value;
        var own = compilation.Table.Addresses[difference.Row].First(a => a.Family == remote.Family);
        var (source, destination) = difference.Direction == Direction.Ingress ? (remote, own) : (own, remote);
        return new VerifiedPacket(
            Name(difference.Row), difference.Direction, source, destination, Protocol.FromNumber(difference.Protocol), difference.Port,
            difference.IsCompiled, !difference.IsCompiled, null, difference.Policies.FirstOrDefault(), $"compiled {difference.What}");
    }

    private IEnumerable<PointFinding> Findings(IReadOnlyList<(string Point, ProofResult Result)> proofs, IReadOnlyList<OracleDifference> differences)
    {
        foreach (var (point, result) in proofs.Where(p => p.Result.Reason is not null))
            yield return new PointFinding(point, result.Verdict, result.Reason!);
        foreach (var mode in differences.Where(d => d.Remote is null))
            yield return new PointFinding(Name(mode.Row), ProofVerdict.Different, $"{mode.Direction} was compiled in another mode than the Rollouts say".ToLowerInvariant());
        if (folder is null)
            yield break;
        foreach (var finding in new RenderedFolder(compilation, folder).Findings())
            yield return finding;
    }

    private IEnumerable<string> Notes(int hosts, int nsgs)
    {
        var unknown = compilation.LinuxRows.Count() - hosts;
        if (unknown > 0)
            yield return $"left out: {unknown} Linux host{(unknown == 1 ? "" : "s")} of which no address is known";
        unknown = NsgPoint.Of(compilation).Length - nsgs;
        if (unknown > 0)
            yield return $"left out: {unknown} network security group{(unknown == 1 ? "" : "s")} of which no workload's address is known";
    }

    private string Name(int row) => compilation.Table.Workloads[row].LinuxHost ?? compilation.Table.Workloads[row].Nsg!;
}
