namespace ZtSegment.Language;

public enum DocumentKind : byte
{
    Estate,
    Workload,
    Segment,
    Rollout,
    AddressGroup,
    PortGroup,
    FlowPolicy,
    Guardrail,
    EnforcementPoint,
}
