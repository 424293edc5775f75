using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Guardrails;

/// <summary>Packets that compiled rules leave out, since facts alone let them break a guardrail.</summary>
/// <param name="Rows">The workloads at whose end they are left out, ascending.</param>
/// <param name="Remote">The addresses at the other end; left out for every own address, which rules do not tell apart.</param>
public sealed record GuardrailCut(Guardrail Guardrail, ImmutableArray<int> Rows, Direction Direction, AddressSet Remote, ProtocolPorts Ports);
