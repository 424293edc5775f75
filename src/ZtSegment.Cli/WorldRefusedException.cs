namespace ZtSegment.Cli;

/// <summary>The world refused what was asked: the message says what, and what to do. Ends the process with <see cref="ExitCode.Refused"/>.</summary>
internal sealed class WorldRefusedException(string message) : Exception(message);
