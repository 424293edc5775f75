namespace ZtSegment.Linux.Reading;

/// <summary>Something stands in a ruleset that a reader does not model: nothing is said of the ruleset then.</summary>
internal sealed class NftProblemException(string problem) : Exception(problem);
