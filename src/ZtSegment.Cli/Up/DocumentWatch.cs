using System.Threading.Channels;

namespace ZtSegment.Cli.Up;

/// <summary>Tells that documents below some paths may be other than before. Level-triggered: whoever is told reads them all.</summary>
internal sealed class DocumentWatch : IDisposable
{
    /// <summary>Editors write a file in several steps: what comes within this time is one change.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(30);

    /// <summary>Without being told: for file systems that tell nothing, and links that lead elsewhere.</summary>
    private static readonly TimeSpan Unasked = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<FileSystemWatcher> watchers = [];

    public DocumentWatch(IEnumerable<string> paths)
    {
        foreach (var path in paths.Select(Path.GetFullPath))
            watchers.Add(Watch(Directory.Exists(path) ? path : Path.GetDirectoryName(path)!, Directory.Exists(path)));
    }

    /// <summary>Ends when something may have changed, and nothing more does for a moment.</summary>
    public async Task NextAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Unasked);
        try
        {
            await changes.Reader.ReadAsync(patience.Token);
            do
                await Task.Delay(Quiet, cancellation);
            while (changes.Reader.TryRead(out _));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Looked at unasked.
        }
    }

    public void Dispose() => watchers.ForEach(w => w.Dispose());

    private FileSystemWatcher Watch(string folder, bool isDeep)
    {
        var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = isDeep };
        watcher.Changed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Created += (_, _) => changes.Writer.TryWrite(true);
        watcher.Deleted += (_, _) => changes.Writer.TryWrite(true);
        watcher.Renamed += (_, _) => changes.Writer.TryWrite(true);
        watcher.Error += (_, _) => changes.Writer.TryWrite(true);
        watcher.EnableRaisingEvents = true;
        return watcher;
    }
}
