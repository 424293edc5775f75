using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Cli.Up;

/// <summary>Programs that end with this process at the latest, however it ends.</summary>
/// <remarks>
/// The kernel kills a child with the thread that started it (PR_SET_PDEATHSIG, through setpriv(1)): so one thread starts them all, and lives as
/// long as this.
/// </remarks>
internal sealed class ChildProcesses : IDisposable
{
    /// <summary>After asking to end: then they are killed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly BlockingCollection<Action> work = [];
    private readonly ConcurrentDictionary<Process, bool> running = [];
    private readonly Thread starter;

    public ChildProcesses()
    {
        starter = new Thread(() =>
        {
            foreach (var start in work.GetConsumingEnumerable())
                start();
        }) { IsBackground = true, Name = "starts children" };
        starter.Start();
    }

    /// <param name="inside">The network namespace that it lives in; null: this one.</param>
    /// <param name="log">Gets what it writes to standard error, and to standard output unless <paramref name="output"/> takes that.</param>
    /// <exception cref="WorldRefusedException">It cannot be started.</exception>
    public Process Start(ProgramFile program, IEnumerable<string> arguments, NetworkNamespace? inside, string log, Action<string>? output = null)
    {
        string[] entering = inside is null ? [] : ["nsenter", $"--net={inside.Path}"];
        string[] command = [.. entering, "setpriv", "--pdeathsig", "KILL", .. program.Command, .. arguments];
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true },
            EnableRaisingEvents = true,
        };
        var lines = new StreamWriter(log, append: true) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Write(output ?? (text => Log(lines, text)), line.Data);
        process.ErrorDataReceived += (_, line) => Write(text => Log(lines, text), line.Data);
        var started = new TaskCompletionSource();
        work.Add(() => Start(process, started));
        started.Task.GetAwaiter().GetResult();
        running[process] = true;
        process.Exited += (_, _) => running.TryRemove(process, out _);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Asks them to end, and sees that they do.</summary>
    public static void Stop(params IReadOnlyCollection<Process> processes)
    {
        foreach (var process in processes)
            Signal(process);
        var until = Stopwatch.StartNew();
        foreach (var process in processes.Where(p => !HasExited(p)))
        {
            if (!process.WaitForExit(Patience - until.Elapsed is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero))
                process.Kill();
        }
    }

    public void Dispose()
    {
        Stop([.. running.Keys]);
        work.CompleteAdding();
        starter.Join();
        work.Dispose();
    }

    private static void Start(Process process, TaskCompletionSource started)
    {
        try
        {
            process.Start();
            started.SetResult();
        }
        catch (Win32Exception e)
        {
            started.SetException(new WorldRefusedException($"{process.StartInfo.FileName} cannot be started: {e.Message}"));
        }
    }

    private static void Signal(Process process)
    {
        if (HasExited(process))
            return;
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static bool HasExited(Process process) => process.HasExited;

    private static void Write(Action<string> writer, string? line)
    {
        if (line is not null)
            writer(line);
    }

    private static void Log(StreamWriter lines, string text)
    {
        lock (lines)
            lines.WriteLine(text);
    }
}
