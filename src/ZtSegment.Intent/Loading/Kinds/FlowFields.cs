using System.Collections.Immutable;

namespace ZtSegment.Language.Loading;

/// <summary><c>from</c>, <c>to</c> and <c>ports</c>, which stand together in policies, in guardrails and in what guardrails leave out.</summary>
internal struct FlowFields()
{
    private ImmutableArray<PortEntry>? ports;

    public ImmutableArray<Peer> From { get; private set; } = [];

    public ImmutableArray<Peer> To { get; private set; } = [];

    /// <summary>None where the field was left out.</summary>
    public readonly ImmutableArray<PortEntry> Ports => ports ?? [];

    /// <summary>As <see cref="Ports"/>, but a field that was left out means any port.</summary>
    public readonly ImmutableArray<PortEntry> PortsOrAny(SourcePosition position) => ports ?? [new LiteralPorts(position, ProtocolPorts.Any)];

    /// <summary>Reads the current field where it is one of these.</summary>
    public bool TryRead(DocumentReader reader, string field)
    {
        switch (field)
        {
            case "from":
                From = Peers.ReadList(reader, "`from`");
                return true;
            case "to":
                To = Peers.ReadList(reader, "`to`");
                return true;
            case "ports":
                ports = reader.List("`ports`", Loading.Ports.ReadEntry);
                return true;
            default:
                return false;
        }
    }
}
