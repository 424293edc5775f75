using System.Collections.Immutable;

namespace ZtSegment.Linux.Kernel;

/// <summary>What work in network namespaces needs of the machine.</summary>
public static class KernelNeeds
{
    /// <summary>What is missing here, each with what to do; empty where nothing is.</summary>
    public static ImmutableArray<string> Missing()
    {
        var missing = ImmutableArray.CreateBuilder<string>();
        if (!OperatingSystem.IsLinux())
            return ["a Linux kernel: run it on Linux"];
        try
        {
            NetworkNamespace.Create().Dispose();
        }
        catch (KernelException e)
        {
            missing.Add($"network namespaces: {e.Message}");
        }

        if (!LibNftables.IsPresent())
            missing.Add("nftables (libnftables.so.1): install the package nftables");
        if (!IpCommand.IsPresent)
            missing.Add("iproute2 (the program `ip`): install the package iproute2");
        return missing.ToImmutable();
    }
}
