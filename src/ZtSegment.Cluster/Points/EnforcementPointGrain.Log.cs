using Microsoft.Extensions.Logging;

namespace ZtSegment.Cluster.Points;

/// <summary>What a point tells in the log.</summary>
internal sealed partial class EnforcementPointGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Point}: agent {Version} connected with generation {Generation}")]
    private static partial void LogConnected(ILogger log, string point, string version, long generation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Point}: the agent is gone; the host keeps what it has")]
    private static partial void LogDisconnected(ILogger log, string point);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Point}: generation {Generation} of revision {Revision} pushed")]
    private static partial void LogPushed(ILogger log, string point, long generation, long revision);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Point}: generation {Generation} proved from what was read back, {Time} after the push")]
    private static partial void LogProved(ILogger log, string point, long generation, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Point}: revision {Revision} is not pushed: {Problem}")]
    private static partial void LogUnproved(ILogger log, string point, long revision, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Point}: {Error}; tried again")]
    private static partial void LogRefused(ILogger log, string point, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Point}: {Problem}; pushed again")]
    private static partial void LogDrift(ILogger log, string point, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Point}: held by {By}: {Reason}")]
    private static partial void LogHeld(ILogger log, string point, string by, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Point}: released by {By}")]
    private static partial void LogReleased(ILogger log, string point, string by);
}
