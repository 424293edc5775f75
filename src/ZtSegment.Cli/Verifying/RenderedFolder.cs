using System.Text;
using ZtSegment.Azure;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Rendering;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Linux.Proof;

namespace ZtSegment.Cli.Verifying;

/// <summary>Rulesets of a folder: <c>linux/&lt;host&gt;.nft</c>, <c>azure/&lt;nsg&gt;.json</c>, one for each enforcement point and no others.</summary>
internal sealed class RenderedFolder(Compilation compilation, string folder)
{
    private readonly string linux = Path.Combine(folder, RenderedPoint.Linux);
    private readonly string azure = Path.Combine(folder, RenderedPoint.Azure);
    private readonly Dictionary<string, string> nsgFiles = NsgFiles.Of(NsgPoint.Of(compilation));

    /// <summary>The file of a row's host, a byte order mark included: nft refuses it; null where there is none.</summary>
    public RulesetText? TextOf(int row) => File.Exists(FileOf(row)) ? RulesetText.Of(Encoding.UTF8.GetString(Bytes(FileOf(row)))) : null;

    /// <summary>The file of a network security group; null where there is none.</summary>
    public byte[]? BodyOf(NsgPoint nsg) => File.Exists(FileOf(nsg)) ? Bytes(FileOf(nsg)) : null;

    /// <summary>Nothing, which no reader takes for a ruleset, where it cannot be read or never ends: a device, a pipe, a loop of links.</summary>
    private static byte[] Bytes(string path)
    {
        try
        {
            var info = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
            return info.Length is > 0 and <= SourceFiles.LargestFile ? File.ReadAllBytes(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Files that are missing, and files that no enforcement point of the estate has.</summary>
    public IEnumerable<PointFinding> Findings() => LinuxFindings().Concat(AzureFindings());

    private IEnumerable<PointFinding> AzureFindings()
    {
        var nsgs = NsgPoint.Of(compilation);
        foreach (var nsg in nsgs.Where(nsg => nsg.HasAddresses(compilation) && !File.Exists(FileOf(nsg))))
            yield return new PointFinding(nsg.Id, ProofVerdict.Different, $"there is no {FileOf(nsg)}");
        var byFile = nsgs.ToDictionary(FileOf, StringComparer.Ordinal);
        string[] files = Directory.Exists(azure) ? Directory.GetFiles(azure, "*.json") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            if (!byFile.TryGetValue(file, out var nsg))
                yield return new PointFinding(Path.GetFileNameWithoutExtension(file), ProofVerdict.Different, $"{file} belongs to no network security group of the estate");
            else if (!nsg.HasAddresses(compilation))
                yield return new PointFinding(nsg.Id, ProofVerdict.Different, $"{file} is for a network security group of which no workload's address is known");
        }
    }

    private string FileOf(NsgPoint nsg) => Path.Combine(folder, nsgFiles[nsg.Id]);

    private IEnumerable<PointFinding> LinuxFindings()
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
