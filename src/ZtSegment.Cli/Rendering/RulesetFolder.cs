using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Flows;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Cli.Rendering;

/// <summary>Writes the rulesets of an estate to a folder: each file whole or not at all, the manifest last.</summary>
/// <remarks>Files that an earlier manifest lists and the new one does not are removed; nobody else's file is touched.</remarks>
internal static class RulesetFolder
{
    public static Manifest Write(LoadedEstate estate, string folder)
    {
        var before = Manifest.Read(folder);
        Directory.CreateDirectory(Path.Combine(folder, "linux"));
        var rendered = WriteLinux(estate.Compilation, folder);
        var manifest = new Manifest(
            HasDeadline(estate.Compilation) ? estate.Now : null, rendered, [.. PointsNotRendered(estate.Compilation)]);
        foreach (var stale in before?.Rendered.Select(p => p.File).Except(rendered.Select(p => p.File)) ?? [])
            RemoveOwn(folder, stale);
        using var text = new MemoryStream();
        JsonOutput.Write(text, manifest.WriteTo);
        WriteWhole(Path.Combine(folder, Manifest.FileName), text.ToArray());
        return manifest;
    }

    private static ImmutableArray<RenderedPoint> WriteLinux(Compilation compilation, string folder)
    {
        var renderer = new NftRenderer(compilation);
        var programs = new ConcurrentDictionary<int, string>();
        var rows = compilation.LinuxRows.Where(row => !compilation.Table.Addresses[row].IsEmpty).ToArray();
        var points = new RenderedPoint[rows.Length];
        Parallel.For(0, rows.Length, i =>
        {
            var row = rows[i];
            var workloads = compilation.ClassOf[row];
            var workload = compilation.Table.Workloads[row];
            var text = Encoding.UTF8.GetBytes(renderer.RenderHead(row) + programs.GetOrAdd(workloads.Number, _ => renderer.RenderProgram(workloads)));
            var file = $"linux/{workload.LinuxHost}.nft";
            WriteWhole(Path.Combine(folder, file), text);
            points[i] = new RenderedPoint(workload.LinuxHost!, workload.Name, file, Convert.ToHexStringLower(SHA256.HashData(text)));
        });
        return [.. points];
    }

    private static IEnumerable<PointNotRendered> PointsNotRendered(Compilation compilation)
    {
        foreach (var row in compilation.LinuxRows.Where(row => compilation.Table.Addresses[row].IsEmpty))
            yield return new PointNotRendered(compilation.Table.Workloads[row].LinuxHost!, "linux", "no address of its workload is known");
        var nsgs = compilation.Table.Workloads.Select(w => w.Nsg).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var nsg in nsgs.Order(StringComparer.Ordinal))
            yield return new PointNotRendered(nsg, "azure", "network security groups are not rendered yet");
    }

    private static bool HasDeadline(Compilation compilation) => compilation.LinuxRows.Any(row =>
        compilation.ClassOf[row].Program is var program && program.Ingress.Concat(program.Egress).Any(r => r.Policy.Expires is not null));

    /// <summary>A path that leads out of the folder is left alone: the old manifest may be anybody's text.</summary>
    private static void RemoveOwn(string folder, string file)
    {
        var path = Path.GetFullPath(Path.Combine(folder, file));
        if (Path.GetDirectoryName(path) == Path.GetFullPath(Path.Combine(folder, "linux")))
            File.Delete(path);
    }

    private static void WriteWhole(string path, byte[] bytes)
    {
        var draft = path + ".draft";
        File.WriteAllBytes(draft, bytes);
        File.Move(draft, path, overwrite: true);
    }
}
