using System.Diagnostics;

namespace ZtSegment.Cli.Tests.Documentation;

/// <summary>A git repository with a copy of the sample estate and a <c>./ztseg</c> that runs the built program at a fixed moment.</summary>
public sealed class SampleRepository : IDisposable
{
    /// <summary>Before any date of the sample estate.</summary>
    public const string At = "2026-12-01T00:00:00Z";

    private readonly TemporaryFolder folder = new();

    public SampleRepository()
    {
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Top, "policies"), "*", SearchOption.AllDirectories))
            folder.Write(System.IO.Path.GetRelativePath(Repository.Top, file), File.ReadAllText(file));
        folder.Write("ztseg", $"#!/bin/sh\nexec dotnet '{System.IO.Path.Combine(AppContext.BaseDirectory, "ztseg.dll")}' \"$@\" --at {At}\n");
        Run("chmod +x ztseg && git init --quiet && git add policies"
            + " && git -c user.name=test -c user.email=test@example.invalid -c commit.gpgsign=false commit --quiet --message 'as it is'");
    }

    public string Path => folder.Path;

    public void Dispose() => folder.Dispose();

    /// <summary>What the command prints on standard output, whatever its exit code.</summary>
    public string Run(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = Path, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
