using System.Collections.Concurrent;
using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>Compares what was compiled for a workload with what the oracle says of it.</summary>
//
//   Compilation --DeclaredEnds, per class--> sets, without the own addresses \
//                                                                             >-- equal roots, or a packet that both were asked about
//   Intent, facts --Oracle, per workload---> sets ---------------------------/
//
public static class OracleProof
{
    /// <summary>Up to so many managed workloads are compared each.</summary>
    public const int CompareAllUpTo = 2_000;

    private const int SampleSize = 200;
    private const int SampleSeed = 17;

    /// <summary>Diagram nodes after which a thread begins a new store.</summary>
    private const int NodesPerStore = 1_000_000;

    /// <summary>The rows to compare: every managed workload, or the same 200 of many each time.</summary>
    /// <param name="all">Every one, however many.</param>
    public static IReadOnlyList<int> Rows(Compilation compilation, bool all)
    {
        var managed = Enumerable.Range(0, compilation.Table.Workloads.Length).Where(row => compilation.Table.Workloads[row].IsManaged).ToArray();
        if (all || managed.Length <= CompareAllUpTo)
            return managed;
        new Random(SampleSeed).Shuffle(managed);
        Array.Resize(ref managed, SampleSize);
        Array.Sort(managed);
        return managed;
    }

    /// <summary>All differences, by row.</summary>
    /// <param name="done">Told once for each row; from several threads.</param>
    public static IReadOnlyList<OracleDifference> Prove(
        Compilation compilation, IReadOnlyList<int> rows, Action? done = null, CancellationToken cancellation = default)
    {
        if (rows.Count == 0)
            return [];
        var found = new ConcurrentBag<OracleDifference>();
        var facts = new EstateFacts(compilation.Table.Workloads.Select((w, row) => (w.Name, compilation.Table.Facts[row])).ToDictionary());
        var ranges = Partitioner.Create(0, rows.Count, (rows.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount);
        Parallel.ForEach(ranges.GetDynamicPartitions(), new ParallelOptions { CancellationToken = cancellation }, range =>
        {
            var oracle = new Oracle(compilation.Intent, facts, compilation.Now);
            var comparison = new Comparison(compilation, oracle, cancellation);
            // Like workloads side by side share what was made for their class.
            foreach (var row in rows.Skip(range.Item1).Take(range.Item2 - range.Item1).OrderBy(row => compilation.ClassOf[row].Number))
            {
                foreach (var difference in comparison.Of(row))
                    found.Add(difference);
                done?.Invoke();
            }
        });
        return [.. found.OrderBy(d => d.Row).ThenBy(d => d.Direction).ThenBy(d => d.Remote).ThenBy(d => d.Protocol)];
    }

    private sealed class Comparison(Compilation compilation, Oracle oracle, CancellationToken cancellation)
    {
        private readonly Dictionary<(int Class, EnforcementTarget Target), (EndSets Policies, EndSets Management)> compiled = [];
        private PacketSpaces spaces = new(cancellation: cancellation);

        public IEnumerable<OracleDifference> Of(int row)
        {
            if (spaces.V4.Diagram.Count + spaces.V6.Diagram.Count > NodesPerStore)
            {
                spaces = new PacketSpaces(cancellation: cancellation);
                compiled.Clear();
            }

            var workload = compilation.Table.Workloads[row];
            var target = EnforcementTargets.Of(workload);
            var found = Differences(row, Compiled(compilation.ClassOf[row], target).Policies, oracle.Evaluate(workload, spaces, target), isManagement: false);
            if (workload.LinuxHost is not null)
            {
                var made = Compiled(compilation.ClassOf[row], EnforcementTarget.Linux).Management;
                found = found.Concat(Differences(row, made, oracle.EvaluateManagement(workload, spaces, EnforcementTarget.Linux), isManagement: true));
            }

            var modes = oracle.ModesOf(workload);
            return found.Concat(new[] { Direction.Ingress, Direction.Egress }
                .Where(d => modes[d] != compilation.ClassOf[row].Modes[d])
                .Select(d => new OracleDifference(row, d, null, 0, null, compilation.ClassOf[row].Modes[d] == Mode.Observe, [], "mode")));
        }

        private (EndSets Policies, EndSets Management) Compiled(WorkloadClass workloads, EnforcementTarget target)
        {
            if (compiled.TryGetValue((workloads.Number, target), out var known))
                return known;
            var end = DeclaredEnds.Of(compilation, workloads, target, spaces);
            return compiled[(workloads.Number, target)] = (
                new EndSets(DeclaredEnds.Union(end.Ingress, spaces), DeclaredEnds.Union(end.Egress, spaces)),
                new EndSets(end.Ingress.Management, end.Egress.Management));
        }

        private IEnumerable<OracleDifference> Differences(int row, EndSets made, EndSets meant, bool isManagement)
        {
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                foreach (var space in new[] { spaces.V4, spaces.V6 })
                {
                    var (one, other) = (Seen(row, space, made[direction][space.Family]), meant[direction][space.Family]);
                    if (one == other)
                        continue;
                    foreach (var (packets, isCompiled) in new[] { (space.Diagram.Subtract(one, other), true), (space.Diagram.Subtract(other, one), false) })
                    {
                        if (packets != IntervalDiagram.Empty)
                            yield return Ask(row, direction, space, packets, isCompiled, isManagement);
                    }
                }
            }
        }

        /// <summary>A class's program holds packets that this workload never sees: its own addresses, and families that it has none of.</summary>
        private int Seen(int row, PacketSpace space, int packets)
        {
            var own = AddressSet.From(compilation.Table.Addresses[row])[space.Family];
            return own.IsEmpty ? IntervalDiagram.Empty : space.Diagram.Subtract(space.WithoutRemote(packets, own), space.OutsidePacketSpace);
        }

        /// <summary>Asks the oracle about the one packet, without sets.</summary>
        private OracleDifference Ask(int row, Direction direction, PacketSpace space, int packets, bool isCompiled, bool isManagement)
        {
            var packet = new UInt128[3];
            space.Diagram.TryFind(packets, [[6, 17], [], [443, 80, 22]], packet);
            var (protocol, remote, port) = ((byte)packet[0], new Address(space.Family, packet[1]), (ushort)packet[2]);
            var workload = compilation.Table.Workloads[row];
            ImmutableArray<string> policies = [.. oracle.PoliciesThatLet(workload, direction, remote, protocol, port).Select(p => p.Name).Order(StringComparer.Ordinal)];
            var isMeant = isManagement ? oracle.ManagementLets(workload, direction, remote, protocol, port) : policies.Length > 0;
            if (isMeant == isCompiled)
                throw new InvalidOperationException($"the oracle is broken: {workload.Name} {direction} {remote} {protocol}/{port} is {isMeant} as one packet");
            return new OracleDifference(
                row, direction, remote, protocol, new Protocol(protocol).HasPorts ? port : null, isCompiled, policies, isManagement ? "management" : "policy");
        }
    }
}

/// <summary>Something that the compiler made otherwise than it is meant.</summary>
/// <param name="Remote">Null where the mode differs.</param>
/// <param name="IsCompiled">Whether what was compiled lets the packet through; the oracle says the opposite.</param>
/// <param name="Policies">Those that let the packet through, by the oracle.</param>
/// <param name="What">Which part differs: policy, management or mode.</param>
public sealed record OracleDifference(
    int Row, Direction Direction, Address? Remote, byte Protocol, ushort? Port, bool IsCompiled, ImmutableArray<string> Policies, string What);
