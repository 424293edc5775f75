using System.Collections.Immutable;

namespace ZtSegment.Linux.Kernel;

/// <summary>What work in network namespaces needs of the machine, found out by trying it in one that ends at once.</summary>
public static class KernelNeeds
{
    private const string Permission = "root, or the capabilities CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_NET_RAW";

    private const int Internet = 2;
    private const int RawSocket = 3;
    private const int Icmp = 1;

    /// <summary>What is missing here, each with what to do; empty where nothing is.</summary>
    public static ImmutableArray<string> Missing()
    {
        if (!OperatingSystem.IsLinux())
            return ["Linux"];
        var missing = ImmutableArray.CreateBuilder<string>();
        if (!LibNftables.IsPresent())
            missing.Add("nftables (libnftables.so.1): install the package nftables");
        if (!IpCommand.IsPresent)
            missing.Add("iproute2 (the program `ip`): install the package iproute2");
        if (WhyNot(NetworkNamespace.Create, out var tried) is { } refused)
            return [.. missing, $"{Permission} ({refused})"];
        using (tried)
        {
            if (WhyNot(() => tried!.Run(OpenRawSocket), out _) is { } noRaw)
                missing.Add($"{Permission} ({noRaw})");
            if (IpCommand.IsPresent && WhyNot(() => Batch(tried!), out _) is { } noLinks)
                missing.Add($"{Permission} ({noLinks})");
            else if (LibNftables.IsPresent() && WhyNot(() => AddTable(tried!), out _) is { } noTables)
                missing.Add($"a kernel with nf_tables ({noTables})");
        }

        return missing.ToImmutable();
    }

    private static bool OpenRawSocket()
    {
        var socket = Libc.Socket(Internet, RawSocket | Libc.CloseOnExec, Icmp);
        return socket >= 0 ? Libc.Close(socket) == 0 : throw new KernelException($"cannot open a raw socket: {Libc.LastError()}");
    }

    private static bool Batch(NetworkNamespace inside)
    {
        IpCommand.Batch([(inside, ["link set lo up"])]);
        return true;
    }

    private static bool AddTable(NetworkNamespace inside)
    {
        using var connection = NftConnection.Open(inside);
        connection.Run($"table {NftConnection.Table}");
        return true;
    }

    private static string? WhyNot<T>(Func<T> attempt, out T? result)
    {
        try
        {
            result = attempt();
            return null;
        }
        catch (KernelException e)
        {
            result = default;
            return e.Message;
        }
    }
}
