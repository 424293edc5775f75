using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace ZtSegment.EndToEnd.Up;

/// <summary><c>ztseg up</c> as a process of its own, with real controllers and agents.</summary>
internal sealed class UpProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = [];

    public UpProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ztseg.dll"), "up", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ZTSEG_CONTROLLER_PROGRAM"] = Program("ztcontroller");
        start.Environment["ZTSEG_AGENT_PROGRAM"] = Program("ztagent");
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', lines);

    /// <summary>Controllers and agents that it started and that still run.</summary>
    public int[] Children { get; private set; } = [];

    /// <summary>Waits until it has said so, and notes who runs by then.</summary>
    public async Task SaysAsync(string text)
    {
        for (var waited = Stopwatch.StartNew(); !Output.Contains(text, StringComparison.Ordinal); await Task.Delay(50))
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(3) && !process.HasExited, $"did not say `{text}`:\n{Output}");
        Children = [.. ChildrenOf(process.Id)];
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(4));
        return process.ExitCode;
    }

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync()
    {
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        return await EndAsync();
    }

    public void Kill() => process.Kill();

    public static bool Lives(int child) => File.Exists($"/proc/{child}/stat") && !File.ReadAllText($"/proc/{child}/stat").Contains(") Z ", StringComparison.Ordinal);

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static IEnumerable<int> ChildrenOf(int parent) => Directory.GetDirectories($"/proc/{parent}/task")
        .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse);

    private static string Program(string name) => typeof(UpProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;
}
