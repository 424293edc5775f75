namespace ZtSegment.Flows;

/// <summary>The direction of a flow as one end sees it: its first packet comes in, or goes out.</summary>
public enum Direction
{
    Ingress,
    Egress,
}
