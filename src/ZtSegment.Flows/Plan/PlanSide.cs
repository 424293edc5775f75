using System.Collections.Immutable;
using ZtSegment.Flows.Graph;

namespace ZtSegment.Flows.Plan;

/// <summary>One of the two estates of a plan, with what both directions of the comparison need of it.</summary>
internal sealed class PlanSide(Compilation compilation)
{
    private readonly Lazy<ImmutableArray<ComposedFlow>> composed = new(() => ComposedFlows.Of(compilation));

    public Compilation Compilation { get; } = compilation;

    public WorkloadKinds Kinds { get; } = new(compilation);

    public IntentPeers Peers { get; } = new(compilation.Intent);

    public ImmutableArray<ComposedFlow> Composed => composed.Value;
}
