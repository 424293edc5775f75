using System.Diagnostics;
using System.Reflection;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.EndToEnd.Agents;

/// <summary>A real agent on a host of a lab.</summary>
internal sealed class AgentProcess : IDisposable
{
    private static readonly string Program = typeof(AgentProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ztagent").Value!;

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    public AgentProcess(NetworkNamespace host, params string[] arguments)
    {
        process = host.Run(() => Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to end, as systemd does.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        return (await EndAsync(), Stopwatch.GetElapsedTime(began));
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return process.ExitCode;
    }

    /// <summary>Once it has ended.</summary>
    public async Task<string> LogAsync() => await output + await errors;

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
    }
}
