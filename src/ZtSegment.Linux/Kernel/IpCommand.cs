using System.Diagnostics;

namespace ZtSegment.Linux.Kernel;

/// <summary>Links, addresses and routes by iproute2's <c>ip -batch</c>: one process for many lines.</summary>
public static class IpCommand
{
    /// <summary>Where distributions put it; /usr/sbin is not on every user's path.</summary>
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    private static readonly Lazy<string?> Program = new(() => Folders
        .Where(folder => folder.StartsWith('/'))
        .Select(folder => Path.Combine(folder, "ip"))
        .FirstOrDefault(File.Exists));

    public static bool IsPresent => Program.Value is not null;

    /// <summary>Runs the lines in order inside the namespace; the first that fails ends it.</summary>
    /// <exception cref="KernelException">iproute2 is missing, or a line failed; the message holds its words.</exception>
    public static void Batch(NetworkNamespace inside, IEnumerable<string> lines)
    {
        if (Program.Value is not { } program)
            throw new KernelException("the program `ip` is missing: install iproute2");
        using var process = inside.Run(() => Process.Start(new ProcessStartInfo(program, ["-batch", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        foreach (var line in lines)
            process.StandardInput.WriteLine(line);
        process.StandardInput.Close();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new KernelException($"`ip -batch` failed: {errors.Result.Trim()}");
        _ = output.Result;
    }
}
