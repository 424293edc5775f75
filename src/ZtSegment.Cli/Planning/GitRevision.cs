using System.Collections.Immutable;
using ZtSegment.Cli.Estates;
using ZtSegment.Language;

namespace ZtSegment.Cli.Planning;

/// <summary>Reads paths as they were at the merge base of a revision and HEAD, from git's objects: nothing is checked out.</summary>
/// <remarks>Regular files only: what a symbolic link or a submodule would lead to is not read, and is noted.</remarks>
internal static class GitRevision
{
    /// <param name="paths">Files and folders that exist in the working tree.</param>
    /// <exception cref="InvalidRevisionException">The revision, or the place of a path, says nothing to git.</exception>
    /// <exception cref="WorldRefusedException">There is no git, or it refuses.</exception>
    public static OldSources Read(IReadOnlyList<string> paths, string revision)
    {
        var places = paths.Select(Place).ToList();
        var commits = places.Select(p => p.Top).Distinct().ToDictionary(top => top, top => MergeBase(new GitProcess(top), revision));
        var sources = new List<SourceText>();
        var notes = new List<string>();
        foreach (var (path, place) in paths.Zip(places))
        {
            var git = new GitProcess(place.Top);
            var commit = commits[place.Top];
            var entries = Entries(git, commit, place.Path);
            if (entries.Count == 0)
                notes.Add($"`{path}` did not exist at {Short(commit)}: everything in it is new");
            var files = entries.Where(e => IsDocument(e.Path, place.Path)).ToList();
            notes.AddRange(files.Where(e => !e.IsFile).Select(e => $"{Short(commit)}:{e.Path} is no regular file and was not read"));
            files.RemoveAll(e => !e.IsFile);
            sources.AddRange(files.Zip(git.ReadBlobs([.. files.Select(e => e.Object)]), (e, bytes) => new SourceText($"{Short(commit)}:{e.Path}", bytes)));
        }

        return new OldSources(
            $"{string.Join(' ', paths)} at {string.Join(", ", commits.Values.Select(Short))} (git:{revision})",
            [.. sources.DistinctBy(s => s.File)], [], [.. notes]);
    }

    /// <summary>Enough of an object name to tell a commit by.</summary>
    private static string Short(string commit) => commit[..10];

    private static (string Top, string Path) Place(string path)
    {
        var full = Path.GetFullPath(path);
        var isFolder = Directory.Exists(full);
        var answer = new GitProcess(isFolder ? full : Path.GetDirectoryName(full)!).Run("rev-parse", "--show-toplevel", "--show-prefix");
        if (answer.ExitCode != 0)
        {
            throw answer.Errors.Contains("not a git repository", StringComparison.Ordinal)
                ? new InvalidRevisionException($"`{path}` is in no git repository; name a folder to compare with: --from DIR")
                : new WorldRefusedException($"git refuses: {answer.Errors}");
        }

        var lines = answer.Output.Split('\n');
        return (lines[0], isFolder ? lines[1].TrimEnd('/') : lines[1] + Path.GetFileName(full));
    }

    private static string MergeBase(GitProcess git, string revision)
    {
        var theirs = Commit(git, revision)
            ?? throw new InvalidRevisionException($"--from: git knows no commit `{revision}`; fetch it, or name another: git:origin/main, git:v1.2, git:HEAD~1");
        var ours = Commit(git, "HEAD")
            ?? throw new InvalidRevisionException("--from: the repository has no commit yet; name a folder to compare with: --from DIR");
        var answer = git.Run("merge-base", theirs, ours);
        return answer.ExitCode switch
        {
            0 => answer.Output.Trim(),
            1 => throw new InvalidRevisionException($"--from: `{revision}` and HEAD have no commit in common; fetch more history (in CI: fetch-depth 0)"),
            _ => throw new WorldRefusedException($"git refuses: {answer.Errors}"),
        };
    }

    /// <summary>The object name of a commit, hexadecimal; null where the revision names none.</summary>
    private static string? Commit(GitProcess git, string revision)
    {
        if (revision.Length == 0)
            return null;
        var answer = git.Run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}");
        return answer.ExitCode == 0 ? answer.Output.Trim() : null;
    }

    /// <summary>Everything below a path, or the path itself where it is a file.</summary>
    private static List<TreeEntry> Entries(GitProcess git, string commit, string path)
    {
        string[] below = path.Length == 0 ? [] : ["--", path];
        var answer = git.Run(["ls-tree", "-r", "-z", "--full-tree", commit, .. below]);
        if (answer.ExitCode != 0)
            throw new WorldRefusedException($"git refuses: {answer.Errors}");
        return [.. answer.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(TreeEntry.Parse)];
    }

    /// <summary>As in the working tree: whatever is named itself; in folders <c>*.yaml</c> and <c>*.yml</c> that no dot hides.</summary>
    private static bool IsDocument(string file, string path)
    {
        if (file == path)
            return true;
        var below = path.Length == 0 ? file : file[(path.Length + 1)..];
        return !below.Split('/').Any(part => part.StartsWith('.'))
            && (file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal));
    }

    /// <param name="IsFile">A regular file: no symbolic link (120000), no submodule (160000).</param>
    private sealed record TreeEntry(bool IsFile, string Object, string Path)
    {
        /// <summary><c>MODE SP TYPE SP OBJECT TAB PATH</c> (git-ls-tree(1)).</summary>
        public static TreeEntry Parse(string entry)
        {
            var tab = entry.IndexOf('\t');
            var words = entry[..tab].Split(' ');
            return new TreeEntry(words[0] is "100644" or "100755" or "100664", words[2], entry[(tab + 1)..]);
        }
    }
}

/// <summary>The revision to compare with cannot be had by what was asked: the message says why, and what would be right.</summary>
internal sealed class InvalidRevisionException(string message) : Exception(message);
