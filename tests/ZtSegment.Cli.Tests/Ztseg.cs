using System.Diagnostics;

namespace ZtSegment.Cli.Tests;

/// <summary>Runs the program as a process of its own, as a user does.</summary>
internal static class Ztseg
{
    public static Task<Outcome> RunAsync(params string[] arguments) => RunInAsync(AppContext.BaseDirectory, arguments);

    public static async Task<Outcome> RunInAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "ztseg.dll")))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await output, await errors);
    }
}

internal sealed record Outcome(int ExitCode, string Output, string Errors);
