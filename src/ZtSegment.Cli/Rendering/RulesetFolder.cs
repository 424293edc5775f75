using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ZtSegment.Azure;
using ZtSegment.Azure.Rendering;
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
        ImmutableArray<RenderedPoint> rendered = [.. WriteLinux(estate.Compilation, folder), .. WriteAzure(estate.Compilation, folder)];
        var manifest = new Manifest(
            HasDeadline(estate.Compilation) ? estate.Now : null, rendered, [.. PointsNotRendered(estate.Compilation)]);
        foreach (var stale in before?.Files.Except(rendered.Select(p => p.File)) ?? [])
            RemoveOwn(folder, stale);
        using var text = new MemoryStream();
        JsonOutput.Write(text, manifest.WriteTo);
        WriteWhole(Path.Combine(folder, Manifest.FileName), text.ToArray());
        return manifest;
    }

    private static RenderedPoint[] WriteLinux(Compilation compilation, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, RenderedPoint.Linux));
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
            points[i] = new RenderedPoint(workload.LinuxHost!, RenderedPoint.Linux, [workload.Name], file, Convert.ToHexStringLower(SHA256.HashData(text)));
        });
        return points;
    }

    private static RenderedPoint[] WriteAzure(Compilation compilation, string folder)
    {
        var renderer = new NsgRenderer(compilation);
        var points = NsgPoint.Of(compilation);
        var files = NsgFiles.Of(points);
        var rendered = new RenderedPoint?[points.Length];
        if (points.Length > 0)
            Directory.CreateDirectory(Path.Combine(folder, RenderedPoint.Azure));
        Parallel.For(0, points.Length, i =>
        {
            if (!points[i].HasAddresses(compilation))
                return;
            var nsg = renderer.Render(points[i]);
            var text = Encoding.UTF8.GetBytes(nsg.Body!);
            WriteWhole(Path.Combine(folder, files[points[i].Id]), text);
            rendered[i] = new RenderedPoint(
                points[i].Id, RenderedPoint.Azure, [.. points[i].Rows.Select(row => compilation.Table.Workloads[row].Name)],
                files[points[i].Id], Convert.ToHexStringLower(SHA256.HashData(text)), nsg);
        });
        return [.. rendered.OfType<RenderedPoint>()];
    }

    private static IEnumerable<PointNotRendered> PointsNotRendered(Compilation compilation)
    {
        foreach (var row in compilation.LinuxRows.Where(row => compilation.Table.Addresses[row].IsEmpty))
            yield return new PointNotRendered(compilation.Table.Workloads[row].LinuxHost!, RenderedPoint.Linux, "no address of its workload is known");
        foreach (var nsg in NsgPoint.Of(compilation).Where(nsg => !nsg.HasAddresses(compilation)))
            yield return new PointNotRendered(nsg.Id, RenderedPoint.Azure, "no address of its workloads is known");
    }

    private static bool HasDeadline(Compilation compilation) => compilation.LinuxRows.Any(row =>
        compilation.ClassOf[row].Program is var program && program.Ingress.Concat(program.Egress).Any(r => r.Policy.Expires is not null));

    /// <summary>A path that leads out of the folder is left alone: the old manifest may be anybody's text.</summary>
    private static void RemoveOwn(string folder, string file)
    {
        var path = Path.GetFullPath(Path.Combine(folder, file));
        if (new[] { RenderedPoint.Linux, RenderedPoint.Azure }.Any(target => Path.GetDirectoryName(path) == Path.GetFullPath(Path.Combine(folder, target))))
            File.Delete(path);
    }

    private static void WriteWhole(string path, byte[] bytes)
    {
        var draft = path + ".draft";
        File.WriteAllBytes(draft, bytes);
        File.Move(draft, path, overwrite: true);
    }
}
