namespace ZtSegment.Cluster.Contracts;

/// <summary>Facts that are none: an address, label or risk that the language does not know.</summary>
[GenerateSerializer, Alias("zt.invalid-facts")]
public sealed class InvalidFactsException : Exception
{
    public InvalidFactsException()
    {
    }

    public InvalidFactsException(string message)
        : base(message)
    {
    }

    public InvalidFactsException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
