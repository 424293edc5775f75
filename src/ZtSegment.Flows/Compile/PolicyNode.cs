using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>A peer as the remote side of a rule.</summary>
/// <param name="Partition">Null for CIDRs and groups.</param>
internal readonly record struct RemoteSide(PeerNode Node, Partition? Partition);

/// <summary>A live flow policy, bound to what its peers select.</summary>
/// <param name="writtenFrom">The peers of <c>from</c> in their order; two may be one and the same node.</param>
/// <param name="index">Into <see cref="Intent.Policies"/>; moves when policies before it come and go.</param>
internal sealed class PolicyNode(
    FlowPolicy policy, int index, ImmutableArray<PeerNode> writtenFrom, ImmutableArray<PeerNode> writtenTo, PortSets ports, LabelValues? values)
{
    private CompiledPolicy? snapshot;

    public FlowPolicy Policy { get; } = policy;

    public int Index { get; set; } = index;

    public bool IsBound { get; set; } = true;

    public PortSets Ports { get; } = ports;

    /// <summary>Of <c>sameLabels</c>.</summary>
    public LabelValues? Values { get; } = values;

    /// <summary>Each peer of <c>from</c> once.</summary>
    public RemoteSide[] From { get; private set; } = [];

    /// <summary>Each peer of <c>to</c> once.</summary>
    public RemoteSide[] To { get; private set; } = [];

    /// <summary>What selects workloads in a direction.</summary>
    public RemoteSide[] Local(Direction direction) => direction == Direction.Ingress ? To : From;

    public RemoteSide[] Remote(Direction direction) => direction == Direction.Ingress ? From : To;

    /// <summary>Joins the lists of its peers.</summary>
    public void Join(WorkloadTable table)
    {
        From = Sides(writtenFrom, null, table);
        To = Sides(writtenTo, Ports.Ports.Names.IsEmpty ? null : Ports, table);
        foreach (var side in From)
            side.Node.From.Add(this);
        foreach (var side in To)
            side.Node.To.Add(this);
    }

    public void Leave()
    {
        IsBound = false;
        foreach (var (node, partition) in From)
        {
            node.From.Remove(this);
            Release(node, partition);
        }

        foreach (var (node, partition) in To)
        {
            node.To.Remove(this);
            Release(node, partition);
        }
    }

    public CompiledPolicy Snapshot => snapshot ??= new CompiledPolicy(
        Policy, Bound(Policy.From, writtenFrom), Bound(Policy.To, writtenTo), Ports.Ports, Values?.Keys);

    /// <summary>The snapshot is no longer true.</summary>
    public void Forget() => snapshot = null;

    private RemoteSide[] Sides(ImmutableArray<PeerNode> written, PortSets? named, WorkloadTable table)
    {
        var nodes = written.Length == 1 ? written : [.. written.Distinct()];
        var sides = new RemoteSide[nodes.Length];
        for (var i = 0; i < sides.Length; i++)
            sides[i] = new RemoteSide(nodes[i], (nodes[i] as AtomNode)?.Use(Values, named, table));
        return sides;
    }

    private static void Release(PeerNode node, Partition? partition)
    {
        if (partition is not null)
            ((AtomNode)node).Release(partition);
    }

    private static ImmutableArray<BoundPeer> Bound(ImmutableArray<Peer> written, ImmutableArray<PeerNode> nodes)
    {
        var bound = ImmutableArray.CreateBuilder<BoundPeer>(nodes.Length);
        for (var i = 0; i < nodes.Length; i++)
            bound.Add(new BoundPeer(written[i], (nodes[i] as AtomNode)?.Snapshot, (nodes[i] as NetsNode)?.Block));
        return bound.MoveToImmutable();
    }
}
