using System.Text;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Proof;

namespace ZtSegment.Cli.Verifying;

/// <summary>Rulesets of a folder: <c>linux/&lt;host&gt;.nft</c>, one for each Linux host and no others.</summary>
internal sealed class RenderedFolder(Compilation compilation, string folder)
{
    private readonly string linux = Path.Combine(folder, "linux");

    /// <summary>The file of a row's host, a byte order mark included: nft refuses it; null where there is none.</summary>
    public RulesetText? TextOf(int row) => File.Exists(FileOf(row)) ? RulesetText.Of(Encoding.UTF8.GetString(File.ReadAllBytes(FileOf(row)))) : null;

    /// <summary>Files that are missing, and files that no host of the estate has.</summary>
    public IEnumerable<PointFinding> Findings()
    {
        var rows = compilation.LinuxRows.ToDictionary(row => compilation.Table.Workloads[row].LinuxHost!, StringComparer.Ordinal);
        foreach (var (host, row) in rows)
        {
            if (!compilation.Table.Addresses[row].IsEmpty && !File.Exists(FileOf(row)))
                yield return new PointFinding(host, ProofVerdict.Different, $"there is no {FileOf(row)}");
        }

        string[] files = Directory.Exists(linux) ? Directory.GetFiles(linux, "*.nft") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var host = Path.GetFileNameWithoutExtension(file);
            if (!rows.TryGetValue(host, out var row))
                yield return new PointFinding(host, ProofVerdict.Different, $"{file} belongs to no Linux host of the estate");
            else if (compilation.Table.Addresses[row].IsEmpty)
                yield return new PointFinding(host, ProofVerdict.Different, $"{file} is for a host of which no address is known");
        }
    }

    private string FileOf(int row) => Path.Combine(linux, compilation.Table.Workloads[row].LinuxHost + ".nft");
}
