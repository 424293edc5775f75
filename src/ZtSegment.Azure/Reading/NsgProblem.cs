namespace ZtSegment.Azure.Reading;

/// <summary>Ends the reading of a body: something stands there whose effect is not known.</summary>
internal sealed class NsgProblem(string reason) : Exception(reason);
