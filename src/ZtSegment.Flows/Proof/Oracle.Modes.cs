using ZtSegment.Language;

namespace ZtSegment.Flows.Proof;

/// <summary>Item 10: how each direction of a workload is enforced.</summary>
public sealed partial class Oracle
{
    /// <summary>The strictest of the Rollouts that select it and speak of the direction, else the default; item 15: quarantine is enforced both ways.</summary>
    public Modes ModesOf(Workload workload)
    {
        var own = estate.IndexOf(workload);
        if (estate.IsQuarantined(own))
            return new Modes(Mode.Enforce, Mode.Enforce);
        var selecting = rollouts.Where(r => estate.Names(r.Selected, own)).Select(r => r.Rollout).ToList();
        return new Modes(Strictest(selecting.Select(r => r.Ingress)), Strictest(selecting.Select(r => r.Egress)));
    }

    private Mode Strictest(IEnumerable<Mode?> spoken)
    {
        var modes = spoken.OfType<Mode>().ToList();
        return modes.Count == 0 ? intent.DefaultMode : modes.Contains(Mode.Enforce) ? Mode.Enforce : Mode.Observe;
    }
}
