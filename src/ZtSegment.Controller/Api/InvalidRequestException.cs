namespace ZtSegment.Controller.Api;

/// <summary>A request means nothing: the message says which part, and what would. Answered with 400.</summary>
internal sealed class InvalidRequestException(string message) : Exception(message);
