using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ZtSegment.Controller.Tests.Gateway;

/// <summary>Whoever else may open the socket's file is still not let in.</summary>
public sealed partial class LocalPeerTests
{
    private const uint Nobody = 65534;
    private const uint Unchanged = uint.MaxValue;

    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    private static readonly long SetUsers = RuntimeInformation.RuntimeIdentifier.EndsWith("x64", StringComparison.Ordinal) ? 117 : 147;

    [Fact]
    public async Task Another_user_is_refused_and_root_is_not()
    {
        await using var gateway = await GatewayHost.StartAsync();
        File.SetUnixFileMode(Path.GetDirectoryName(gateway.Socket)!, Everybody);
        File.SetUnixFileMode(gateway.Socket, Everybody);

        Assert.Equal("closed", Connect(gateway.Socket, Nobody));
        Assert.Equal("served", Connect(gateway.Socket, Unchanged));
    }

    /// <summary>As that user, on a thread of its own: the raw system call is for the calling thread alone (setresuid(2)).</summary>
    private static string Connect(string path, uint user)
    {
        var outcome = "";
        var thread = new Thread(() =>
        {
            Assert.Equal(0, SystemCall(SetUsers, Unchanged, user, Unchanged));
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
            socket.Connect(new UnixDomainSocketEndPoint(path));
            outcome = Outcome(socket);
        });
        thread.Start();
        thread.Join();
        return outcome;
    }

    /// <summary>The HTTP/2 preface and an empty SETTINGS frame: who is served is answered with settings.</summary>
    private static string Outcome(Socket socket)
    {
        try
        {
            socket.Send([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0]);
            return socket.Receive(new byte[64]) > 0 ? "served" : "closed";
        }
        catch (SocketException)
        {
            return "closed";
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, uint real, uint effective, uint saved);
}
