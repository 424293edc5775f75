using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Wire;

namespace ZtSegment.Controller.Gateway;

/// <summary>Messages of agents, checked, in the words of the grains; and orders the other way.</summary>
internal static partial class AgentMessages
{
    private const int HashLength = 32;
    private const int LongestVersion = 64;
    private const int LongestBootId = 64;
    private const int LongestSeconds = 1 << 30;
    private const int MostWords = 4096;

    /// <exception cref="RefusedMessageException">It is larger than such a message may be.</exception>
    public static FromAgent Sized(FromAgent message)
    {
        var listing = message.Applied?.Listing.Length ?? message.Drift?.Listing.Length ?? 0;
        return message.CalculateSize() - listing <= MessageSizes.Usual && listing <= MessageSizes.LargestText
            ? message
            : throw new RefusedMessageException("too large", $"a message larger than {MessageSizes.Usual} bytes");
    }

    /// <exception cref="RefusedMessageException">It is not as the protocol says.</exception>
    public static AgentHello Hello(Hello hello)
    {
        if (!HostName.IsMatch(hello.Host))
            throw Malformed("`host` is no DNS name");
        if (hello.AgentVersion.Length > LongestVersion || hello.BootId.Length > LongestBootId)
            throw Malformed("`agent_version` or `boot_id` is too long");
        return With(new AgentHello(hello.Host, Shown(hello.AgentVersion), 0, null, null), hello.Enforced);
    }

    /// <summary>What the agent would say of itself were it to connect now.</summary>
    /// <exception cref="RefusedMessageException">It is not as the protocol says.</exception>
    public static AgentHello With(AgentHello hello, Enforced? enforced)
    {
        if (enforced is null || enforced.Generation > long.MaxValue || enforced.Hash.Length is not (0 or HashLength) || enforced.Digest.Length is not (0 or HashLength))
            throw Malformed("`enforced` is not what a host can have");
        return hello with { Generation = (long)enforced.Generation, Hash = Hex(enforced.Hash), Digest = Hex(enforced.Digest) };
    }

    public static AgentReport Report(Applied applied) => new(
        (long)applied.Enforced.Generation, Hex(applied.Enforced.Digest), Error: null, IsDrift: false, Text(applied.Listing), Span(applied.Grace));

    public static AgentReport Report(Refused refused, long generation) => new(
        generation, Digest: null, $"{Words(refused.Because)}: {Shown(refused.Words)}", IsDrift: false, Listing: null, TimeSpan.Zero);

    public static AgentReport Report(Drift drift) => new(
        (long)drift.Enforced.Generation, Hex(drift.Enforced.Digest), Error: null, IsDrift: true, Text(drift.Listing), Span(drift.Grace));

    public static FromController Order(ulong number, PointOrder order) => order switch
    {
        EnforceOrder enforce => new FromController
        {
            Number = number,
            Enforce = new Enforce
            {
                Generation = (ulong)enforce.Generation,
                Ruleset = ByteString.CopyFromUtf8(enforce.Text),
                Hash = ByteString.CopyFrom(Convert.FromHexString(enforce.Hash)),
                Digest = ByteString.CopyFrom(Convert.FromHexString(enforce.Digest)),
            },
        },
        WithdrawOrder withdraw => new FromController { Number = number, Withdraw = new Withdraw { Generation = (ulong)withdraw.Generation } },
        _ => throw new InvalidOperationException($"an order that agents are not told: {order.GetType().Name}"),
    };

    public static long GenerationOf(PointOrder order) => order switch
    {
        EnforceOrder enforce => enforce.Generation,
        WithdrawOrder withdraw => withdraw.Generation,
        _ => 0,
    };

    /// <summary>A host's own words, fit for logs and terminals: whoever has that host may have chosen them.</summary>
    public static string Shown(string words) =>
        string.Create(Math.Min(words.Length, MostWords), words, static (shown, all) =>
        {
            for (var i = 0; i < shown.Length; i++)
                shown[i] = char.IsControl(all[i]) ? ' ' : all[i];
        });

    /// <summary>Zero where none is said.</summary>
    /// <exception cref="RefusedMessageException">It is no time that could be left or taken.</exception>
    public static TimeSpan Span(Duration? said) => said switch
    {
        null => TimeSpan.Zero,
        { Seconds: >= 0 and < LongestSeconds, Nanos: >= 0 and < 1_000_000_000 } => said.ToTimeSpan(),
        _ => throw Malformed("a time that is none"),
    };

    public static RefusedMessageException Malformed(string what) => new("malformed", what);

    private static string Words(RefusedBecause because) => because switch
    {
        RefusedBecause.Kernel => "the host's kernel refused",
        RefusedBecause.Unreadable => "the agent does not understand the ruleset",
        RefusedBecause.Generation => "the agent takes no older ruleset",
        RefusedBecause.Hash => "the ruleset was damaged on its way",
        _ => "the agent does not know the order",
    };

    private static string? Hex(ByteString bytes) => bytes.IsEmpty ? null : Convert.ToHexStringLower(bytes.Span);

    private static string? Text(ByteString utf8) => utf8.IsEmpty ? null : utf8.ToStringUtf8();

    [GeneratedRegex(@"^(?=.{1,253}\z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\z")]
    private static partial Regex HostName { get; }
}

/// <summary>An agent's message that is not as the protocol says: the session ends, and it is counted.</summary>
/// <param name="reason">One of few words, to count by.</param>
internal sealed class RefusedMessageException(string reason, string message) : Exception(message)
{
    public string Reason => reason;
}
