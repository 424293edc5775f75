namespace ZtSegment.Flows.Proof;

/// <summary>The ruleset says something whose effect is not modelled: nothing is proved, and nothing is said to be equal.</summary>
public sealed class UnprovableException(string reason) : Exception(reason);
