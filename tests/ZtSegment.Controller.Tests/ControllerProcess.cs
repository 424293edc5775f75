using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace ZtSegment.Controller.Tests;

/// <summary>A controller as a process of its own, with its state in a folder that is gone afterwards.</summary>
public sealed class ControllerProcess : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<string?> log = [];
    private Process? process;

    public string State { get; } = Directory.CreateTempSubdirectory("ztsegment-test-").FullName;

    public Uri Api { get; private set; } = new("http://127.0.0.1:0");

    public string Token => File.ReadAllText(Path.Combine(State, "admin.token")).Trim();

    public string AgentSocket => Path.Combine(State, "agents.sock");

    /// <summary>With the administrator's token.</summary>
    public HttpClient Client { get; private set; } = new();

    public Task InitializeAsync() => StartAsync();

    public async Task StartAsync()
    {
        process = Start("--state", State, "--listen", "127.0.0.1:0");
        var ready = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data);
        process.BeginErrorReadLine();
        Api = new Uri(ready.Split(' ')[1]);
        Client = ClientWith(Token);
        for (var started = Stopwatch.StartNew(); !(await Client.GetAsync("/readyz")).IsSuccessStatusCode; await Task.Delay(20))
            Assert.True(started.Elapsed < Patience, $"not ready after {Patience}: {string.Join('\n', log)}");
    }

    /// <summary>As a machine that loses its power, as far as a process can tell.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to end; gives what it ends with.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process!.Id}"]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public HttpClient ClientWith(string? token)
    {
        var client = new HttpClient { BaseAddress = Api };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task DisposeAsync()
    {
        if (process is { HasExited: false })
            await KillAsync();
        Client.Dispose();
        process?.Dispose();
        Directory.Delete(State, recursive: true);
    }

    /// <summary>Runs it to its end, for what it refuses.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors);
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ztcontroller.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
