using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Cluster.Points;

/// <summary>What a proof found, in one line.</summary>
internal static class ProofWords
{
    public static string Of(ProofResult proof) => proof switch
    {
        { Counterexamples: [var packet, ..] } => Of(packet),
        { Reason: { } reason } => reason,
        { Verdict: ProofVerdict.Equal } => "other words of the same meaning",
        _ => "no packet shows the difference",
    };

    private static string Of(Counterexample packet)
    {
        var protocol = Protocol.FromNumber(packet.Protocol);
        var rendered = packet.RenderedAllows ? $"allowed by {packet.Rule ?? "default"}" : $"denied by {packet.Rule ?? "default"}";
        return $"{packet.Source} -> {packet.Destination} {protocol}{(packet.Port is { } port ? $"/{port}" : "")} ({packet.Role}): {rendered}, "
            + (packet.DeclaredAllows ? $"declared by {packet.Policy}" : "declared by no policy");
    }
}
