using System.Text;
using ZtSegment.Linux.Kernel;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Reading;

namespace ZtSegment.Agent.Enforcement;

/// <summary>Our table in one host's kernel. To be used by one at a time.</summary>
/// <param name="inside">The host's network namespace; null: the one that the agent is in.</param>
internal sealed class HostTable(NetworkNamespace? inside = null) : IDisposable
{
    private const string GraceSet = "zt_grace";

    private readonly NftConnection nftables = NftConnection.Open(inside);
    private readonly TableWatch watch = TableWatch.Open(inside);

    public TableWatch Watch => watch;

    /// <summary>Puts a ruleset in the place of what was there, in one transaction.</summary>
    /// <param name="grace">How long TCP flows go on without a SYN; zero for not at all.</param>
    /// <exception cref="KernelException">The kernel refused: what was there is there.</exception>
    public void Load(string ruleset, TimeSpan grace)
    {
        var seconds = Math.Ceiling(grace.TotalSeconds);
        nftables.Run(seconds < 1 ? ruleset : $"{ruleset}\nadd element {NftConnection.Table} {GraceSet} {{ ipv4 timeout {seconds}s, ipv6 timeout {seconds}s }}\n");
    }

    /// <summary>Makes known to connection tracking what runs already, so that a first load cuts none of it that is declared.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public void AdoptSessions() => ConntrackTable.Adopt(inside, RunningSessions.Of(inside));

    /// <exception cref="KernelException">The kernel refused.</exception>
    public void Remove() => nftables.Run($"table {NftConnection.Table}\ndelete table {NftConnection.Table}\n");

    /// <param name="grace">What the agent has given, and is left of it.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public TableReading Read(TimeSpan grace)
    {
        if (!watch.Exists())
            return new TableReading([], []);
        var listing = Encoding.UTF8.GetBytes(nftables.ListTable());
        var digest = NftJsonReader.Read(listing).Ruleset is { } ruleset ? RulesetDigest.Of(WithoutGrace(ruleset, grace)) : null;
        return new TableReading(Convert.FromHexString(digest ?? ""), listing);
    }

    public void Dispose()
    {
        nftables.Dispose();
        watch.Dispose();
    }

    /// <summary>Elements that outlive what is left of the grace are somebody else's, and stay.</summary>
    private static NftRuleset WithoutGrace(NftRuleset ruleset, TimeSpan grace)
    {
        if (grace == TimeSpan.Zero || !ruleset.Sets.TryGetValue(GraceSet, out var set))
            return ruleset;
        var left = grace + TimeSpan.FromSeconds(1);
        var others = new NftSet(set.Name, set.Key, set.IsMap, [.. set.Elements.Where(e => e.Ends > left)]);
        return ruleset with { Sets = new Dictionary<string, NftSet>(ruleset.Sets, StringComparer.Ordinal) { [GraceSet] = others } };
    }
}
