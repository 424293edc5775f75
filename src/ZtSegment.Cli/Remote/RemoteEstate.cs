using System.Collections.Immutable;
using System.Text;
using ZtSegment.Cli.Planning;
using ZtSegment.Language;

namespace ZtSegment.Cli.Remote;

/// <summary>What is in force at a controller: the documents of every source, and what is known of the workloads.</summary>
/// <param name="Documents">Files named <c>SOURCE/PATH</c>, as the controller names them.</param>
/// <param name="Facts">A facts file.</param>
internal sealed record RemoteEstate(Uri Address, long Revision, ImmutableArray<(string Source, SourceText Text)> Documents, SourceText Facts)
{
    /// <param name="revision">An earlier one, whose documents are asked for; null: the newest.</param>
    public static async Task<RemoteEstate> FetchAsync(ControllerClient controller, CancellationToken cancellation, long? revision = null)
    {
        var documents = await controller.GetAsync(revision is null ? "documents" : $"documents?revision={revision}", RemoteJson.Default.RemoteDocuments, cancellation);
        var facts = await controller.SendForBytesAsync(HttpMethod.Get, "facts", null, cancellation);
        return new RemoteEstate(
            controller.Address,
            documents.Revision,
            [.. documents.Sources.SelectMany(s => s.Files.Select(f => (s.Name, new SourceText($"{s.Name}/{f.Path}", Encoding.UTF8.GetBytes(f.Text)))))],
            new SourceText($"facts of {controller.Address}", facts));
    }

    public OldSources ToOld() => new($"revision {Revision} of {Address}", [.. Documents.Select(d => d.Text)], [], []);

    /// <summary>The documents of all sources but one, which a proposal of that one leaves as they are.</summary>
    public IEnumerable<SourceText> Besides(string source) => Documents.Where(d => d.Source != source).Select(d => d.Text);
}
