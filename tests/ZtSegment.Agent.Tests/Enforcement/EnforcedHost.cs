using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ZtSegment.Agent.Enforcement;
using ZtSegment.Linux.Kernel;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Tests.Enforcement;

/// <summary>A host of its own, in a network namespace, and the part of an agent that enforces on it.</summary>
internal sealed class EnforcedHost : IDisposable
{
    private readonly NetworkNamespace inside = NetworkNamespace.Create();
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("ztsegment-agent-");
    private HostTable table;
    private StateFolder folder;

    public EnforcedHost() => Start();

    public Enforcer Agent { get; private set; }

    public FakeTimeProvider Clock { get; } = new(HostRuleset.Now);

    public string KnownGoodFile => Path.Combine(temporary.FullName, "state", "last-known-good.nft");

    /// <summary>Ends the agent and starts another; the kernel goes on.</summary>
    public void Restart()
    {
        End();
        Start();
    }

    /// <summary>Ends the agent, takes everything out of the kernel as a start of the machine does, and starts the agent.</summary>
    public void Reboot()
    {
        End();
        Nft("flush ruleset");
        Start();
    }

    /// <summary>Somebody else on the host.</summary>
    public void Nft(string commands)
    {
        using var process = inside.Run(() => Process.Start("nft", commands));
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public string Listing(string what)
    {
        using var process = inside.Run(() => Process.Start(new ProcessStartInfo("nft", ["list", .. what.Split(' ')]) { RedirectStandardOutput = true, RedirectStandardError = true })!);
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    public Applied Apply(Enforce order)
    {
        var answer = Agent.Enforce(1, order);
        Assert.Null(answer.Refused);
        return answer.Applied;
    }

    public Refused Refuse(Enforce order)
    {
        var answer = Agent.Enforce(1, order);
        Assert.Null(answer.Applied);
        return answer.Refused;
    }

    public void Dispose()
    {
        End();
        inside.Dispose();
        temporary.Delete(recursive: true);
    }

    [MemberNotNull(nameof(folder), nameof(table), nameof(Agent))]
    private void Start()
    {
        folder = StateFolder.Open(Path.Combine(temporary.FullName, "state"));
        table = new HostTable(inside);
        Agent = new Enforcer(table, folder, Clock, NullLogger<Enforcer>.Instance);
        Agent.TakeUp();
    }

    private void End()
    {
        table.Dispose();
        folder.Dispose();
    }
}
