using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Azure.Rendering;

/// <summary>Why an NSG cannot be rendered, placed at the policy that costs most.</summary>
internal sealed class NsgRefusals(Compilation compilation)
{
    private const int MostNames = 5;

    public Diagnostic OverBudget(NsgBudget budget, IReadOnlyCollection<AllowBox> boxes)
    {
        var exceeded = budget.Lines.Where(l => l.Used > l.Limit).ToList();
        var costs = boxes
            .GroupBy(b => b.Owners[0].Policy)
            .Select(g => (Policy: g.Key, Cost: g.Sum(b => CostOf(b, exceeded[0].Name))))
            .OrderByDescending(c => c.Cost).ThenBy(c => c.Policy, StringComparer.Ordinal)
            .Take(MostNames)
            .ToList();
        return Diagnostic(
            FindingRules.NsgOverBudget,
            costs.Select(c => c.Policy).FirstOrDefault(),
            $"the network security group `{budget.NsgName}` would need {string.Join(" and ", exceeded.Select(l => $"{l.Used} {l.Name} (Azure allows {l.Limit})"))}, "
                + $"policies merged as far as they are equal; {exceeded[0].Name} go most to {string.Join(", ", costs.Select(c => $"`{c.Policy}` ({c.Cost})"))}",
            "name fewer or adjoining addresses in these policies, or put fewer workloads behind the group");
    }

    public Diagnostic Inexpressible(NsgPoint point, IReadOnlyCollection<string> policies) => Diagnostic(
        FindingRules.ProtocolOnNsg,
        policies.First(),
        $"the network security group `{point.Name}` cannot express the protocols of {string.Join(", ", policies.Select(p => $"`{p}`"))} by allow rules",
        "use tcp, udp, icmp, esp, ah or any there");

    private static int CostOf(AllowBox box, string line) => line switch
    {
        "source prefixes" => box.Direction == Direction.Ingress ? Remotes(box) : Locals(box),
        "destination prefixes" => box.Direction == Direction.Ingress ? Locals(box) : Remotes(box),
        "ports" => box.Ports.Ranges.Intervals.Length,
        _ => 1,
    };

    private static int Locals(AllowBox box) => CidrCover.Of(box.Local, box.Family).Count;

    private static int Remotes(AllowBox box) => CidrCover.Of(box.Remote.Addresses, box.Family).Count;

    private Diagnostic Diagnostic(DiagnosticRule rule, string? policy, string message, string remedy)
    {
        var position = compilation.Intent.Policies.FirstOrDefault(p => p.Name == policy)?.Position ?? compilation.Intent.Estate?.Position ?? default;
        return new Diagnostic(rule.Code, rule.Severity, position, message, remedy);
    }
}
