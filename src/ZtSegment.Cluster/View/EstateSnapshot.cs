using System.Collections.Immutable;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.GoingLive;
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
        Transition = Transition.None(compilation);
        flows = new(() => new SnapshotFlows(this));
        rulesets = new(() => new DesiredRulesets(compilation));
    }

    private EstateSnapshot(EstateSnapshot other, Transition transition)
    {
        (Stamp, Head, Revision, Compilation, Facts, FactsSeen) = (other.Stamp, other.Head, other.Revision, other.Compilation, other.Facts, other.FactsSeen);
        (flows, rulesets, Transition) = (other.flows, other.rulesets, transition);
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

    /// <summary>The sum of the versions of all facts: one who knows more has a higher one.</summary>
    internal long FactsSeen { get; init; }

    internal Transition Transition { get; }

    internal DesiredRulesets Rulesets => rulesets.Value;

    /// <summary>What the host of a row should have now: what its old and new have in common while it waits.</summary>
    internal DesiredRuleset? DesiredOf(int row) => (Transition.Waits(row) ? Transition.Rulesets : Rulesets).Of(row);

    /// <summary>The same estate in another transition.</summary>
    internal EstateSnapshot In(Transition transition) => new(this, transition);

    /// <summary>Null where no such workload is declared.</summary>
    public AllowedFlows? FlowsOfWorkload(string workload) => flows.Value.OfWorkload(workload);

    /// <summary>Null where no such segment is declared.</summary>
    public AllowedFlows? FlowsOfSegment(string segment) => flows.Value.OfSegment(segment);
}
