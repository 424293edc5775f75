using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.Points;
using ZtSegment.Flows;

namespace ZtSegment.Cluster.View;

/// <summary>The estate as one silo knows it at one moment. Immutable; what is dear is made when somebody asks, once.</summary>
public sealed class EstateSnapshot
{
    private readonly Lazy<SnapshotFlows> flows;
    private readonly Lazy<DesiredRulesets> rulesets;

    internal EstateSnapshot(EstateStamp stamp, IntentHead head, LoadedRevision revision, Compilation compilation, ImmutableDictionary<string, WorkloadFacts> facts)
    {
        (Stamp, Head, Revision, Compilation, Facts) = (stamp, head, revision, compilation, facts);
        flows = new(() => new SnapshotFlows(this));
        rulesets = new(() => new DesiredRulesets(compilation));
    }

    public EstateStamp Stamp { get; }

    /// <summary>The newest head that the view heard of; under a freeze its revision may be ahead of what is live.</summary>
    public IntentHead Head { get; }

    /// <summary>What is live.</summary>
    public LoadedRevision Revision { get; }

    /// <summary>Guardrail cuts included.</summary>
    public Compilation Compilation { get; }

    /// <summary>Of every workload that any are known of, declared or not.</summary>
    public ImmutableDictionary<string, WorkloadFacts> Facts { get; }

    internal DesiredRulesets Rulesets => rulesets.Value;

    /// <summary>Null where no such workload is declared.</summary>
    public AllowedFlows? FlowsOfWorkload(string workload) => flows.Value.OfWorkload(workload);

    /// <summary>Null where no such segment is declared.</summary>
    public AllowedFlows? FlowsOfSegment(string segment) => flows.Value.OfSegment(segment);
}
