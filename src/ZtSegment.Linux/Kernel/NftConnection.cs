namespace ZtSegment.Linux.Kernel;

/// <summary>The one door to the packet filter of one network namespace, through libnftables in this process.</summary>
/// <remarks>A connection stays in the namespace that it was opened in; any thread may use it afterwards, one at a time.</remarks>
public sealed class NftConnection : IDisposable
{
    /// <summary>The one table that is ours.</summary>
    public const string Table = "inet ztsegment";

    /// <summary>The library waits by select(2), which ends the process for a descriptor that is not below this (FD_SETSIZE).</summary>
    internal const int MostDescriptors = 1024;

    /// <summary>The library's parser and caches are not said to be safe for several threads.</summary>
    private static readonly Lock Library = new();

    private nint context;

    private NftConnection(nint context) => this.context = context;

    /// <exception cref="KernelException">libnftables is missing, or cannot talk to the kernel.</exception>
    public static NftConnection Open(NetworkNamespace? inside = null)
    {
        if (!LibNftables.IsPresent())
            throw new KernelException("libnftables.so.1 is missing: install nftables");
        return NetworkNamespace.Within(inside, OpenHere);
    }

    /// <summary>Runs a ruleset or commands as one transaction: all of it, or nothing.</summary>
    /// <exception cref="KernelException">nftables refused; the message holds its words, with line numbers of <paramref name="commands"/>.</exception>
    public void Run(string commands) => RunFor(commands, output: 0);

    /// <summary>What the kernel holds of our table, as <c>nft -j list table</c> prints it.</summary>
    /// <exception cref="KernelException">There is no such table, or nftables refused.</exception>
    public string ListTable() => RunFor($"list table {Table}", LibNftables.OutputJson);

    public void Dispose()
    {
        lock (Library)
        {
            if (context != 0)
                LibNftables.FreeContext(context);
            context = 0;
        }
    }

    private static NftConnection OpenHere()
    {
        lock (Library)
        {
            var next = Libc.Open("/dev/null");
            _ = Libc.Close(next);
            if (next is < 0 or >= MostDescriptors)
                throw new KernelException($"libnftables works only while fewer than {MostDescriptors} files are open in the process");
            var context = LibNftables.NewContext(0);
            if (context == 0 || LibNftables.BufferOutput(context) != 0 || LibNftables.BufferErrors(context) != 0)
                throw new KernelException("libnftables gave no connection to the kernel");
            return new NftConnection(context);
        }
    }

    private string RunFor(string commands, uint output)
    {
        lock (Library)
        {
            ObjectDisposedException.ThrowIf(context == 0, this);
            LibNftables.SetOutputFlags(context, output);
            return LibNftables.RunCommands(context, commands) == 0
                ? LibNftables.Output(context)
                : throw new KernelException($"nftables refused: {LibNftables.Errors(context).Trim()}");
        }
    }
}
