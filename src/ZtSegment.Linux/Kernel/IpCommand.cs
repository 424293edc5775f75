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

    /// <summary>Runs each namespace's lines in order, those of different namespaces at once; the first line that fails ends its namespace's.</summary>
    /// <exception cref="KernelException">iproute2 is missing, or a line failed; the message holds its words.</exception>
    public static void Batch(IEnumerable<(NetworkNamespace Inside, IEnumerable<string> Lines)> batches)
    {
        var running = batches.Select(b => Start(b.Inside, b.Lines)).ToList();
        var errors = running.Select(End).OfType<string>().ToList();
        if (errors.Count > 0)
            throw new KernelException($"`ip -batch` failed: {errors[0]}");
    }

    private static Process Start(NetworkNamespace inside, IEnumerable<string> lines)
    {
        if (Program.Value is not { } program)
            throw new KernelException("the program `ip` is missing: install iproute2");
        var process = inside.Run(() => Process.Start(new ProcessStartInfo(program, ["-batch", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!);
        foreach (var line in lines)
            process.StandardInput.WriteLine(line);
        process.StandardInput.Close();
        return process;
    }

    /// <summary>What it complained of; null where it did all.</summary>
    private static string? End(Process process)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
    }
}
