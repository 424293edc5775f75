using System.Net;

namespace ZtSegment.Cli.Remote;

/// <summary>A controller refuses what was asked of it, and says why.</summary>
internal sealed class ControllerRefusedException(HttpStatusCode status, Problem problem) : Exception(problem.Said)
{
    public Problem Problem => problem;

    /// <summary>409: a check found something, as the commands without a controller would say it; else the documents or arguments are invalid.</summary>
    public int ExitCode => status == HttpStatusCode.Conflict ? Cli.ExitCode.Found : Cli.ExitCode.Invalid;
}
