using System.Threading.Channels;

namespace ZtSegment.Cluster;

/// <summary>Wakes one waiter; any number of calls before it waits are one. <see cref="Set"/> may be called from any thread.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task<bool>? waiting;

    public void Set() => set.Writer.TryWrite(true);

    /// <summary>Ends when it was set since the last call, or after a time; null: never by itself.</summary>
    public async Task WaitAsync(TimeSpan? most, TimeProvider clock, CancellationToken cancellation)
    {
        waiting = waiting is { IsCompleted: false } ? waiting : set.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(waiting, Task.Delay(most ?? Timeout.InfiniteTimeSpan, clock, over.Token));
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        set.Reader.TryRead(out _);
    }
}
