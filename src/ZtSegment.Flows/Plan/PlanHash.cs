using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>One value for all that a plan follows from: equal for equal meaning, in any order of files; another where either estate means something else.</summary>
/// <remarks>
/// Of each side: its live policies and guardrails as they are written, free text aside; and of each workload its points, addresses, modes
/// and rule program, so that facts count as far as they change something. The moment counts only through what has expired by then.
/// </remarks>
internal sealed class PlanHash
{
    private readonly Dictionary<AddressBlock, byte[]> blocks = new(ReferenceEqualityComparer.Instance);

    public static string Of(PlanSide old, PlanSide @new)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "ztsegment plan 1");
        hash.AppendData(new PlanHash().Of(old));
        hash.AppendData(new PlanHash().Of(@new));
        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    private byte[] Of(PlanSide side)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var compilation = side.Compilation;
        foreach (var policy in compilation.Policies)
            Add(hash, Words(side, policy.Policy));
        foreach (var guardrail in compilation.Intent.Guardrails)
            Add(hash, Words(side, guardrail));
        foreach (var change in ManagementChanges.Between(new Intent([]), compilation.Intent))
            Add(hash, change.ToString());
        foreach (var point in compilation.Intent.EnforcementPoints)
            Add(hash, $"{point.Nsg.ToLowerInvariant()} {point.Ownership} {point.Adopt} {point.Create}");
        var classes = compilation.Classes.ToDictionary(c => c, Of, ReferenceEqualityComparer.Instance as IEqualityComparer<WorkloadClass>);
        for (var row = 0; row < compilation.Table.Workloads.Length; row++)
        {
            var workload = compilation.Table.Workloads[row];
            Add(hash, $"{workload.Name} {workload.LinuxHost} {workload.Nsg?.ToLowerInvariant()} {string.Join(' ', compilation.Table.Addresses[row].Order())}");
            hash.AppendData(classes[compilation.ClassOf[row]]);
        }

        return hash.GetHashAndReset();
    }

    private byte[] Of(WorkloadClass workloads)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, workloads.Modes.ToString());
        foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
        {
            Add(hash, direction.ToString());
            foreach (var rule in workloads.Program[direction])
            {
                Add(hash, $"{rule.Policy.Name} {rule.Ports}");
                hash.AppendData(Of(rule.Remote));
            }
        }

        return hash.GetHashAndReset();
    }

    private byte[] Of(AddressBlock block)
    {
        if (blocks.TryGetValue(block, out var known))
            return known;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, block.ServiceTag?.ToLowerInvariant() ?? "");
        foreach (var family in new[] { IpFamily.V4, IpFamily.V6 })
        {
            Add(hash, family.ToString());
            var ranges = block.Set[family].Intervals;
            var bytes = new byte[ranges.Length * 32];
            for (var i = 0; i < ranges.Length; i++)
            {
                BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(i * 32), ranges[i].From);
                BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(i * 32 + 16), ranges[i].To);
            }

            hash.AppendData(bytes);
        }

        return blocks[block] = hash.GetHashAndReset();
    }

    private static string Words(PlanSide side, FlowPolicy policy) => string.Join('\n',
    [
        policy.Name,
        Peers(side, policy.From), Peers(side, policy.To), Ports(side, policy.Ports),
        string.Join(' ', policy.SameLabels.Order(StringComparer.Ordinal)), $"{policy.When}", $"{policy.Expires?.UtcTicks}",
    ]);

    private static string Words(PlanSide side, Guardrail guardrail) => string.Join('\n',
    [
        guardrail.Name, $"{guardrail.Severity}", guardrail.Rule.GetType().Name, guardrail.Rule switch
        {
            NeverRule r => $"{Peers(side, r.From)}\n{Peers(side, r.To)}\n{Ports(side, r.Ports)}\n{string.Join(' ', r.DifferentLabels.Order(StringComparer.Ordinal))}",
            OnlyRule r => $"{Peers(side, r.From)}\n{Peers(side, r.To)}\n{Ports(side, r.Ports)}",
            AlwaysRule r => $"{Peers(side, r.From)}\n{Peers(side, r.To)}\n{Ports(side, r.Ports)}",
            RequireLabelsRule r => $"{r.Selector.Canonical}\n{string.Join(' ', r.Keys.Order(StringComparer.Ordinal))}",
            LimitRule r => $"{r with { Position = default, RequireAnnotations = [] }} {string.Join(' ', r.RequireAnnotations.Order(StringComparer.Ordinal))}",
            _ => throw new ArgumentException($"no words for {guardrail.Rule.GetType().Name}", nameof(guardrail)),
        },
        .. guardrail.Except.Select(e => $"{Peers(side, e.From)}\n{Peers(side, e.To)}\n{Ports(side, e.Ports)}\n{e.Expires?.UtcTicks}").Order(StringComparer.Ordinal),
    ]);

    private static string Peers(PlanSide side, IEnumerable<Peer> peers) => string.Join('|', peers.Select(side.Peers.MeaningOf).Distinct().Order(StringComparer.Ordinal));

    private static string Ports(PlanSide side, System.Collections.Immutable.ImmutableArray<PortEntry> entries) =>
        PortResolver.Split(side.Compilation.Intent, entries) is var ports ? $"{ports.Literal} {string.Join(' ', ports.Names)}" : "";

    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
