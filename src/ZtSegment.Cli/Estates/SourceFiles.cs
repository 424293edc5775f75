using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Cli.Estates;

/// <summary>Reads files of documents: a file as it is named, a folder with all its <c>*.yaml</c> and <c>*.yml</c>, at any depth.</summary>
/// <remarks>
/// Hidden files and folders (a leading dot) are left out; a symbolic link to a file is followed, one to a folder is too, but no folder is read twice.
/// </remarks>
internal static class SourceFiles
{
    /// <summary>The largest file that is read: 1 GiB.</summary>
    public const long LargestFile = 1L << 30;

    public static (ImmutableArray<SourceText> Sources, ImmutableArray<Diagnostic> Diagnostics) Read(IEnumerable<string> paths)
    {
        var walk = new Walk();
        foreach (var path in paths)
            walk.Add(path);
        var texts = new SourceText?[walk.Files.Count];
        var refused = new Diagnostic?[walk.Files.Count];
        Parallel.For(0, texts.Length, i => (texts[i], refused[i]) = Read(walk.Files[i].Path, walk.Files[i].Found));
        return (
            [.. texts.OfType<SourceText>().OrderBy(t => t.File, StringComparer.Ordinal)],
            [.. walk.Diagnostics, .. refused.OfType<Diagnostic>()]);
    }

    /// <summary>One file, whatever its name or kind: a pipe is read to its end.</summary>
    public static (SourceText? Text, Diagnostic? Refused) ReadFile(string path) => Read(path, found: false);

    /// <param name="found">Found in a folder: what tells no length (a device, a pipe) is not opened, since reading it might never end.</param>
    private static (SourceText? Text, Diagnostic? Refused) Read(string path, bool found)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
                return (null, Missing(path));
            // A pipe that a shell names by its descriptor is a link to what no path names.
            if (info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target)
                info = target;
            if (found && (info.Length == 0 || info.LinkTarget is not null))
                return (new SourceText(path, default), null);
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return ReadToEnd(stream, info.Length) is { } bytes
                ? (new SourceText(path, bytes), null)
                : (null, Unreadable(path, $"the file is larger than {LargestFile >> 20} MiB"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, Unreadable(path, e.Message));
        }
    }

    private static byte[]? ReadToEnd(FileStream stream, long expected)
    {
        if (expected > LargestFile)
            return null;
        var buffer = new byte[Math.Max(expected, 4096) + 1];
        var length = 0;
        while (stream.Read(buffer, length, buffer.Length - length) is var read and > 0)
        {
            length += read;
            if (length > LargestFile)
                return null;
            if (length == buffer.Length)
                Array.Resize(ref buffer, length * 2);
        }

        return buffer[..length];
    }

    private static Diagnostic Missing(string path) =>
        new("ZT0001", Severity.Error, new SourcePosition(path, 1, 1), $"there is no file or folder `{path}`", "name a file or folder of documents that exists");

    private static Diagnostic Unreadable(string path, string why) =>
        new("ZT0002", Severity.Error, new SourcePosition(path, 1, 1), $"cannot be read: {why}", "make the file readable, or leave it out of the arguments");

    private sealed class Walk
    {
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);

        public List<(string Path, bool Found)> Files { get; } = [];

        public List<Diagnostic> Diagnostics { get; } = [];

        public void Add(string path)
        {
            if (Directory.Exists(path))
                AddFolder(path);
            else if (File.Exists(path))
                AddFile(path, found: false);
            else
                Diagnostics.Add(Missing(path));
        }

        private void AddFolder(string folder)
        {
            try
            {
                if (!seen.Add(RealPath(folder)))
                    return;
                foreach (var entry in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
                {
                    if (Path.GetFileName(entry).StartsWith('.'))
                        continue;
                    if (Directory.Exists(entry))
                        AddFolder(entry);
                    else if (entry.EndsWith(".yaml", StringComparison.Ordinal) || entry.EndsWith(".yml", StringComparison.Ordinal))
                        AddFile(entry, found: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Diagnostics.Add(Unreadable(folder, e.Message));
            }
        }

        private void AddFile(string path, bool found)
        {
            try
            {
                if (seen.Add(RealPath(path)))
                    Files.Add((path, found));
            }
            catch (IOException e)
            {
                Diagnostics.Add(Unreadable(path, e.Message));
            }
        }

        /// <exception cref="IOException">A loop of symbolic links.</exception>
        private static string RealPath(string path)
        {
            var full = Path.GetFullPath(path);
            FileSystemInfo info = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
            if (info.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target)
                return RealPath(target.FullName);
            return Path.GetDirectoryName(full) is { } parent ? Path.Combine(RealPath(parent), Path.GetFileName(full)) : full;
        }
    }
}
