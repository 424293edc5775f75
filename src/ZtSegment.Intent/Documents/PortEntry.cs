using System.Collections.Immutable;

namespace ZtSegment.Language;

/// <summary>One item of a list of ports, as written.</summary>
public abstract record PortEntry(SourcePosition Position);

/// <summary><c>8443/tcp</c>, <c>9000-9010/udp</c>, a protocol alone, or <c>any</c>.</summary>
public sealed record LiteralPorts(SourcePosition Position, ProtocolPorts Ports) : PortEntry(Position);

/// <summary>A port name, resolved on each destination workload.</summary>
public sealed record NamedPort(SourcePosition Position, string Name) : PortEntry(Position);

/// <summary><c>group/NAME</c>.</summary>
public sealed record PortGroupReference(SourcePosition Position, string Name) : PortEntry(Position);

/// <summary>A name that a workload or a segment gives to one port.</summary>
public sealed record PortName(SourcePosition Position, string Name, Protocol Protocol, ushort Port);
