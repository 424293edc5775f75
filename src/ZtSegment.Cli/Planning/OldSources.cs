using System.Collections.Immutable;
using ZtSegment.Cli.Estates;
using ZtSegment.Language;

namespace ZtSegment.Cli.Planning;

/// <summary>The documents that a plan compares with.</summary>
/// <param name="Words">What they are, for people.</param>
/// <param name="Unread">Files that could not be read.</param>
/// <param name="Notes">What else whoever reads the plan should know of them.</param>
internal sealed record OldSources(string Words, ImmutableArray<SourceText> Sources, ImmutableArray<Diagnostic> Unread, ImmutableArray<string> Notes)
{
    private const string GitPrefix = "git:";

    /// <summary>Whether <c>--from</c> names a controller.</summary>
    public static bool IsController(string from) =>
        from.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || from.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <param name="from">What <c>--from</c> says, where it names no controller.</param>
    /// <param name="paths">Where the new documents are.</param>
    /// <exception cref="InvalidRevisionException">It names nothing that can be compared with.</exception>
    public static OldSources Read(string from, IReadOnlyList<string> paths)
    {
        if (from.StartsWith(GitPrefix, StringComparison.Ordinal))
            return GitRevision.Read(paths, from[GitPrefix.Length..]);
        var (sources, unread) = SourceFiles.Read([from]);
        return new OldSources(from, sources, unread, []);
    }
}
