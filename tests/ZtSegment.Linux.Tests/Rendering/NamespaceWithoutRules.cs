using System.Diagnostics;

namespace ZtSegment.Linux.Tests.Rendering;

/// <summary>A network namespace of its own that ends with the command that runs in it; a user namespace too where the tests do not run as root.</summary>
internal static class NamespaceWithoutRules
{
    /// <summary>What the shell script wrote to both streams; it runs with <paramref name="folder"/> as its working directory.</summary>
    public static string Run(string script, string folder)
    {
        var start = new ProcessStartInfo("unshare", [Environment.IsPrivilegedProcess ? "-n" : "-rn", "sh", "-c", script + " 2>&1"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
