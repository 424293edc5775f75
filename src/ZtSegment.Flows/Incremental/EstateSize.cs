namespace ZtSegment.Flows;

/// <summary>How much a compiled estate holds, in numbers of things. It goes with the estate, and not with how many changes it has seen.</summary>
public readonly record struct EstateSize(int Selectors, int Atoms, int Nets, int Partitions, int LabelValues, int Signatures, int Classes);

/// <summary>How much an engine holds. What guardrails ask for is empty while no guardrail can cut anything.</summary>
/// <param name="CutClasses">Classes that leave something out.</param>
/// <param name="View">The estate as guardrails judge it.</param>
/// <param name="Kinds">Of workloads that guardrails do not tell apart.</param>
/// <param name="Marks">What guardrails tell workloads apart by.</param>
/// <param name="ForbiddenPairs">Of kinds, by guardrail and address.</param>
public readonly record struct EngineSize(EstateSize Estate, int CutClasses, EstateSize View, int Kinds, int Marks, int ForbiddenPairs);
