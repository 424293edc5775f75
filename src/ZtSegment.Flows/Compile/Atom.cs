namespace ZtSegment.Flows;

/// <summary>One distinct expression that selects workloads, under one <c>when</c>; all policies that write it share it.</summary>
/// <param name="members">Rows that it selects, ascending; quarantined ones and those that fail the condition left out.</param>
/// <param name="selectsAny">Whether it selects any workload at all, before quarantine and condition.</param>
public sealed class Atom(int[] members, bool selectsAny)
{
    public bool SelectsAny { get; } = selectsAny;

    public ReadOnlySpan<int> Members => members;

    public bool Contains(int row) => members.Has(row);
}
