namespace ZtSegment.Controller.Hosting;

/// <summary>The world refuses a start: the message says what, and what to do.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
