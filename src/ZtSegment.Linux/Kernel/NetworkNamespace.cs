using System.Runtime.ExceptionServices;

namespace ZtSegment.Linux.Kernel;

/// <summary>A network namespace without a name (network_namespaces(7)): only this process holds it.</summary>
/// <remarks>
/// It ends with the last descriptor, thread and socket in it, and so with the process, however that ends: nothing can be left behind.
/// </remarks>
public sealed class NetworkNamespace : IDisposable
{
    private int descriptor;

    private NetworkNamespace(int descriptor) => this.descriptor = descriptor;

    /// <summary>How another process, such as <c>ip ... netns PATH</c> or <c>nsenter --net=PATH</c>, names it while this process lives.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{descriptor}";

    /// <exception cref="KernelException">The kernel refused.</exception>
    public static NetworkNamespace Create()
    {
        return OnOwnThread(() =>
        {
            if (Libc.Unshare(Libc.NewNetworkNamespace) != 0)
                throw new KernelException($"cannot make a network namespace: {Libc.LastError()}");
            var own = Libc.Open("/proc/thread-self/ns/net");
            return own >= 0 ? new NetworkNamespace(MoveUp(own)) : throw new KernelException($"cannot hold a network namespace: {Libc.LastError()}");
        });

        // Low numbers are left to those who need them: see NftConnection.
        static int MoveUp(int own)
        {
            var moved = Libc.Duplicate(own, NftConnection.MostDescriptors);
            if (moved < 0)
                return own;
            _ = Libc.Close(own);
            return moved;
        }
    }

    /// <summary>Runs inside, on a thread of its own that ends with it. Sockets, nftables connections and processes made there stay inside.</summary>
    public T Run<T>(Func<T> inside) => OnOwnThread(() =>
    {
        Enter();
        return inside();
    });

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public void Run(Action inside) => Run(() =>
    {
        inside();
        return true;
    });

    /// <summary>As <see cref="Run{T}(Func{T})"/>; where there is no namespace, in the one that the process is in.</summary>
    internal static T Within<T>(NetworkNamespace? inside, Func<T> work) => inside is null ? work() : inside.Run(work);

    /// <summary>Moves the calling thread inside. It must be a dedicated thread: a pool thread would carry others' work along.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public void Enter()
    {
        ObjectDisposedException.ThrowIf(descriptor < 0, this);
        if (Libc.SetNamespace(descriptor, Libc.NewNetworkNamespace) != 0)
            throw new KernelException($"cannot enter a network namespace: {Libc.LastError()}");
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref descriptor, -1) is >= 0 and var own)
            _ = Libc.Close(own);
    }

    private static T OnOwnThread<T>(Func<T> work)
    {
        var result = default(T);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
