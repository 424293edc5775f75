using Microsoft.Extensions.Logging;
using ZtSegment.Wire;

namespace ZtSegment.Agent;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "agent {Version} of host {Host} runs; generation {Generation} is enforced")]
    public static partial void Runs(this ILogger logger, string version, string host, ulong generation);

    [LoggerMessage(2, LogLevel.Information, "connected to the controller: protocol {Protocol}")]
    public static partial void Connected(this ILogger logger, uint protocol);

    [LoggerMessage(3, LogLevel.Warning, "no session with the controller: {Reason}; the host keeps its rules; tried again in {Delay}")]
    public static partial void NotConnected(this ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Information, "generation {Generation} applied in {Milliseconds} ms; as ordered: {AsOrdered}")]
    public static partial void AppliedOrder(this ILogger logger, long generation, double milliseconds, bool asOrdered);

    [LoggerMessage(5, LogLevel.Error, "generation {Generation} refused ({Because}): {Words}")]
    public static partial void RefusedOrder(this ILogger logger, ulong generation, RefusedBecause because, string words);

    [LoggerMessage(6, LogLevel.Warning, "somebody changed the table of generation {Generation}: {Writer}, process {Process}")]
    public static partial void TableWasChanged(this ILogger logger, long generation, string? writer, uint? process);

    [LoggerMessage(7, LogLevel.Information, "generation {Generation} loaded from disk: the kernel had no table of ours")]
    public static partial void LoadedKnownGood(this ILogger logger, long generation);

    [LoggerMessage(8, LogLevel.Error, "generation {Generation} on disk was not loaded, the host is open: {Words}")]
    public static partial void KnownGoodWasRefused(this ILogger logger, long generation, string words);

    [LoggerMessage(9, LogLevel.Error, "the last known good ruleset on disk is damaged: it is not used, and the next one from the controller is taken whatever its generation")]
    public static partial void KnownGoodIsDamaged(this ILogger logger);

    [LoggerMessage(10, LogLevel.Error, "generation {Generation} is enforced but not kept on disk: {Words}")]
    public static partial void KnownGoodWasNotKept(this ILogger logger, long generation, string words);
}
