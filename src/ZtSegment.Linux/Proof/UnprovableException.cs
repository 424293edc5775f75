namespace ZtSegment.Linux.Proof;

/// <summary>The ruleset says something whose effect is not modelled: nothing is proved, and nothing is said to be equal.</summary>
internal sealed class UnprovableException(string reason) : Exception(reason);
