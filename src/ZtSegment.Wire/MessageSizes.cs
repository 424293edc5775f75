namespace ZtSegment.Wire;

/// <summary>Bytes of one message.</summary>
public static class MessageSizes
{
    /// <summary>Of one that carries neither a ruleset nor a listing.</summary>
    public const int Usual = 1 << 20;

    /// <summary>Of any. A ruleset of 100,000 elements has about a tenth.</summary>
    public const int Largest = 64 << 20;

    /// <summary>Of a ruleset or a listing: the rest of its message is left room.</summary>
    public const int LargestText = Largest - Usual;
}
