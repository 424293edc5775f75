using ZtSegment.Language;

namespace ZtSegment.Flows;

internal sealed partial class CompiledEstate
{
    /// <summary>Another moment: policies expire, or are live again where the clock was put back.</summary>
    public EstateDelta MoveTo(DateTimeOffset now)
    {
        Now = now;
        var expiring = Enumerable.Range(0, policies.Length).Where(i => Intent.Policies[i].Expires is not null).ToList();
        return Change(
            [.. expiring.Where(i => !Intent.Policies[i].IsLive(now)).Select(i => policies[i]).OfType<PolicyNode>()],
            [.. expiring.Where(i => policies[i] is null && Intent.Policies[i].IsLive(now))]);
    }

    /// <summary>Other policies; all other documents are the same ones.</summary>
    /// <param name="ids">A policy that was there before has the id that it had.</param>
    public EstateDelta Change(Intent next, PolicyIds ids)
    {
        var known = policies.OfType<PolicyNode>().ToDictionary<PolicyNode, FlowPolicy>(p => p.Policy, ReferenceEqualityComparer.Instance);
        policies = new PolicyNode?[next.Policies.Length];
        var joining = new List<int>();
        for (var i = 0; i < policies.Length; i++)
        {
            if (known.Remove(next.Policies[i], out policies[i]))
                policies[i]!.Index = i;
            else if (next.Policies[i].IsLive(Now))
                joining.Add(i);
        }

        (Intent, Ids) = (next, ids);
        bindings.Follow(next);
        return Change([.. known.Values], joining);
    }

    private EstateDelta Change(List<PolicyNode> leaving, List<int> joining)
    {
        if (leaving.Count == 0 && joining.Count == 0)
            return EstateDelta.None;
        var change = new Change();
        foreach (var policy in leaving)
            TouchSelected(policy, change);
        foreach (var policy in leaving)
        {
            bindings.Unbind(policy);
            if (policy.Index < policies.Length && policies[policy.Index] == policy)
                policies[policy.Index] = null;
        }

        foreach (var index in joining)
            policies[index] = bindings.Bind(Intent.Policies[index], index);
        var joined = joining.ConvertAll(i => policies[i]!);
        var made = bindings.NewAtoms.ToHashSet();
        bindings.NewAtoms.Clear();
        foreach (var atom in Atoms(joined).Where(a => !made.Contains(a)))
        {
            foreach (var workloads in atom.ClassesIn(classes.OfRow))
                change.Touch(workloads);
        }

        var dead = Atoms(leaving).Where(a => !a.IsUsed).ToHashSet();
        classes.Classify(Misplaced(made, dead, change), row => AtomsOf(row, made, dead, change), change);
        foreach (var policy in joined)
            TouchSelected(policy, change);
        bindings.DropUnused(leaving);
        return Finish(change, []);
    }

    /// <summary>Every class that the policy selects at either end.</summary>
    private void TouchSelected(PolicyNode policy, Change change)
    {
        Touch(policy, Direction.Ingress, change, _ => true);
        Touch(policy, Direction.Egress, change, _ => true);
    }

    private static IEnumerable<AtomNode> Atoms(IEnumerable<PolicyNode> of) =>
        of.SelectMany(p => p.From.Concat(p.To)).Select(side => side.Node).OfType<AtomNode>().Distinct();

    /// <summary>Rows whose class has another key now: members of atoms that come or go, and all of a class whose policies ask for other labels or port names.</summary>
    private List<int> Misplaced(HashSet<AtomNode> made, HashSet<AtomNode> dead, Change change)
    {
        var isMisplaced = new bool[modes.Length];
        foreach (var atom in made.Concat(dead))
        {
            foreach (var row in atom.Members)
                isMisplaced[row] = true;
        }

        foreach (var bySignature in change.Touched.GroupBy(c => c.Signature))
        {
            if (!bySignature.Key.Refresh())
                continue;
            foreach (var row in bySignature.SelectMany(c => c.Rows))
                isMisplaced[row] = true;
        }

        return [.. Enumerable.Range(0, isMisplaced.Length).Where(row => isMisplaced[row])];
    }

    private int[] AtomsOf(int row, HashSet<AtomNode> made, HashSet<AtomNode> dead, Change change)
    {
        var before = change.Rekeyed.GetValueOrDefault(classes.OfRow[row]) ?? classes.OfRow[row].Signature;
        int[] numbers = [.. before.Atoms.Where(a => !dead.Contains(a)).Concat(made.Where(a => a.Members.Has(row))).Select(a => a.Number)];
        Array.Sort(numbers);
        return numbers;
    }
}
