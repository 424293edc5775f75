using System.Net;
using System.Text.Json;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Azure.Tests;

/// <summary>First match over the JSON itself, with the framework's own networks: shares nothing with the reader and the prover.</summary>
/// <remarks>No address is in any service tag.</remarks>
internal sealed class BruteForce(string body)
{
    private readonly List<JsonElement> rules =
        [.. JsonDocument.Parse(body).RootElement.GetProperty("properties").GetProperty("securityRules").EnumerateArray()];

    /// <summary>The name of the rule that allows the packet; null where it is denied.</summary>
    public string? AllowingRule(Direction direction, Address local, Address remote, byte protocol, ushort port)
    {
        var (source, destination) = direction == Direction.Ingress ? (remote, local) : (local, remote);
        var deciding = rules
            .OrderBy(r => r.GetProperty("properties").GetProperty("priority").GetInt32())
            .First(r => Matches(r.GetProperty("properties"), direction, source.ToIPAddress(), destination.ToIPAddress(), protocol, port));
        return deciding.GetProperty("properties").GetProperty("access").GetString() == "Allow" ? deciding.GetProperty("name").GetString() : null;
    }

    private static bool Matches(JsonElement rule, Direction direction, IPAddress source, IPAddress destination, byte protocol, ushort port) =>
        rule.GetProperty("direction").GetString() == (direction == Direction.Ingress ? "Inbound" : "Outbound")
        && Values(rule, "sourceAddressPrefix", "sourceAddressPrefixes").Any(p => Holds(p, source))
        && Values(rule, "destinationAddressPrefix", "destinationAddressPrefixes").Any(p => Holds(p, destination))
        && IsProtocol(rule.GetProperty("protocol").GetString()!, protocol, source)
        && (protocol is not (6 or 17) || Values(rule, "destinationPortRange", "destinationPortRanges").Any(p => HoldsPort(p, port)));

    private static IEnumerable<string> Values(JsonElement rule, string singular, string plural)
    {
        if (rule.TryGetProperty(singular, out var single))
            yield return single.GetString()!;
        if (!rule.TryGetProperty(plural, out var list))
            yield break;
        foreach (var value in list.EnumerateArray())
            yield return value.GetString()!;
    }

    private static bool Holds(string prefix, IPAddress address)
    {
        if (prefix == "*")
            return true;
        if (char.IsAsciiLetter(prefix[0]) && !prefix.Contains(':'))
            return false;
        return prefix.Contains('/') ? IPNetwork.Parse(prefix).Contains(address) : IPAddress.Parse(prefix).Equals(address);
    }

    private static bool HoldsPort(string range, ushort port) =>
        range == "*" || (range.Split('-') is var ends && ushort.Parse(ends[0]) <= port && port <= ushort.Parse(ends[^1]));

    private static bool IsProtocol(string word, byte protocol, IPAddress address) => word switch
    {
        "*" => true,
        "Tcp" => protocol == 6,
        "Udp" => protocol == 17,
        "Icmp" => protocol == 1 && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork,
        "Esp" => protocol == 50,
        "Ah" => protocol == 51,
        _ => throw new ArgumentException(word),
    };
}
