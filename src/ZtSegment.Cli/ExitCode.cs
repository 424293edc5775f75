namespace ZtSegment.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>The check found something: a difference, a broken guardrail, an unexpected verdict.</summary>
    public const int Found = 1;

    /// <summary>Invalid documents or arguments; under <c>--strict</c> warnings too.</summary>
    public const int Invalid = 2;

    /// <summary>The world refused: a permission, the network, a missing program.</summary>
    public const int Refused = 3;

    /// <summary>Ended by Ctrl-C, as shells count it.</summary>
    public const int Interrupted = 130;
}
