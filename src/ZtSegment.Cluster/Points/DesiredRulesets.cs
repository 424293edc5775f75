using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Cluster.Points;

/// <summary>What the Linux hosts of one snapshot should have. Like hosts share the rendering and the proof of their program. Safe for several threads.</summary>
//
//   program of a class --NftRenderer--> dated text --+--> text, hash          what an agent gets
//   own addresses of a host ------------> head ------+--> at this moment --> EstateProof --> equal, or not pushed
//                                                                       \--> RulesetDigest: what must be read back
//
internal sealed class DesiredRulesets(Compilation compilation)
{
    /// <summary>The time that loading, listing and telling take.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    private readonly NftRenderer renderer = new(compilation, isDated: true);
    private readonly ConcurrentDictionary<int, SharedProgram> programs = new();
    private readonly EstateProof proof = new(compilation);
    private readonly Lazy<RulesetProver> prover = new(() => new RulesetProver(compilation, new KnownAddresses(compilation)));

    /// <summary>Null where no address of the workload is known.</summary>
    public DesiredRuleset? Of(int row)
    {
        if (compilation.Table.Addresses[row].IsEmpty)
            return null;
        var program = ProgramOf(row);
        var text = renderer.RenderHead(row) + program.Dated;
        return new DesiredRuleset(this, row, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    internal ProofResult Prove(int row) => proof.Prove(row, TextNow(row));

    internal string? DigestOf(int row)
    {
        var text = TextNow(row);
        return NftTextReader.Read(text.Head + text.Program).Ruleset is { } read ? RulesetDigest.Of(read) : null;
    }

    /// <summary>The proof of what a host's kernel holds.</summary>
    /// <param name="at">When it was listed: its timeouts run from then.</param>
    /// <param name="grace">How long flows may go on without a SYN, after a first load.</param>
    public ProofResult ProveLive(int row, NftRuleset listed, DateTimeOffset at, TimeSpan grace) =>
        prover.Value.Prove(listed, row, new ProofMoment(at, Tolerance, grace));

    private RulesetText TextNow(int row) => new(renderer.RenderHead(row), ProgramOf(row).Now);

    private SharedProgram ProgramOf(int row) => programs.GetOrAdd(compilation.ClassOf[row].Number, _ =>
    {
        var dated = renderer.RenderProgram(compilation.ClassOf[row]);
        return new SharedProgram(dated, new DatedRuleset(dated).At(compilation.Now));
    });

    private sealed record SharedProgram(string Dated, string Now);
}

/// <param name="Text">With absolute deadlines: see <see cref="DatedRuleset"/>.</param>
/// <param name="Hash">SHA-256 of the text in lower-case hexadecimal.</param>
internal sealed record DesiredRuleset(DesiredRulesets Owner, int Row, string Text, string Hash)
{
    public ProofResult Prove() => Owner.Prove(Row);

    /// <summary>The semantic digest that the kernel's table must have; null where the ruleset cannot be evaluated.</summary>
    public string? Digest() => Owner.DigestOf(Row);
}
