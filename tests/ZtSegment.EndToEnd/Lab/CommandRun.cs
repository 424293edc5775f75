using System.Diagnostics;

namespace ZtSegment.EndToEnd.Lab;

/// <summary>One run of <c>ztseg</c> in a process of its own.</summary>
internal sealed class CommandRun : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private CommandRun(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        process = Process.Start(start)!;
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    public static string SampleEstate => Path.Combine(Root(), "policies");

    public int ProcessId => process.Id;

    public string Errors => errors.Result;

    public static CommandRun Start(params string[] arguments) => new(new ProcessStartInfo("dotnet", [Program, .. arguments]));

    /// <summary>Without one capability that root has: setpriv(1).</summary>
    public static CommandRun StartWithout(string capability, params string[] arguments) =>
        new(new ProcessStartInfo("setpriv", [$"--bounding-set=-{capability}", $"--inh-caps=-{capability}", "--no-new-privs", "--", "dotnet", Program, .. arguments]));

    public static async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        using var run = new CommandRun(new ProcessStartInfo(program, arguments));
        return (await run.EndAsync()).Output;
    }

    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Longest);
        return (process.ExitCode, await output);
    }

    /// <summary>The network namespaces that the process holds, once there are several.</summary>
    public async Task<IReadOnlyList<string>> NamespacesOnceUpAsync()
    {
        for (var waited = TimeSpan.Zero; waited < Longest && !process.HasExited; waited += TimeSpan.FromMilliseconds(20))
        {
            var held = NamespacesHeldBy($"/proc/{process.Id}").Except(NamespacesHeldBy("/proc/self")).ToList();
            if (held.Count > 10)
                return held;
            await Task.Delay(20);
        }

        return [];
    }

    /// <summary>The network namespaces that any process is in or holds.</summary>
    public static IEnumerable<string> NamespacesInUse() => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
        .SelectMany(NamespacesHeldBy);

    public void Dispose() => process.Dispose();

    private static string Program => Path.Combine(AppContext.BaseDirectory, "ztseg.dll");

    private static IEnumerable<string> NamespacesHeldBy(string processFolder)
    {
        string[] held = [];
        try
        {
            held = [Path.Combine(processFolder, "ns/net"), .. Directory.EnumerateFiles(Path.Combine(processFolder, "fd"))];
        }
        catch (IOException)
        {
            // The process has ended meanwhile.
        }

        return held.Select(LinkTargetOf).OfType<string>().Where(target => target.StartsWith("net:[", StringComparison.Ordinal)).ToList();
    }

    private static string? LinkTargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ZtSegment.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
