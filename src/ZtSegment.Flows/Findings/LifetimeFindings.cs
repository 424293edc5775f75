using System.Globalization;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Policies whose time is over, or whose review is due.</summary>
internal static class LifetimeFindings
{
    public static IEnumerable<Diagnostic> Of(IEnumerable<FlowPolicy> policies, DateTimeOffset now)
    {
        foreach (var policy in policies)
        {
            if (!policy.IsLive(now))
            {
                yield return FindingRules.Expired.At(
                    policy.Position,
                    $"policy `{policy.Name}` expired at {Text(policy.Expires!.Value)}: it allows nothing",
                    "remove it, or set a later `expires`");
            }
            else if (policy.ReviewBy <= now)
            {
                yield return FindingRules.ReviewIsDue.At(
                    policy.Position,
                    $"policy `{policy.Name}` was to be reviewed by {Text(policy.ReviewBy.Value)}",
                    "review it, and set the next `reviewBy`");
            }
        }
    }

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
