namespace ZtSegment.Cli;

/// <summary>An argument means nothing: the message says which, and what would. Ends the process with <see cref="ExitCode.Invalid"/>.</summary>
internal sealed class InvalidArgumentException(string message) : Exception(message);
