using System.Text.Json;
using ZtSegment.Flows.Plan;

namespace ZtSegment.Cluster.Planning;

/// <summary>A plan as it is kept with its revision: as <c>plan --format json</c>, or its numbers alone where it has too many flows to keep.</summary>
internal static class PlanContent
{
    private const long MostPairs = 100_000;

    public static byte[] Of(FlowPlan plan)
    {
        if (plan.Opened.WorkloadPairs + plan.Closed.WorkloadPairs > MostPairs)
        {
            return JsonSerializer.SerializeToUtf8Bytes(new
            {
                openedPairs = plan.Opened.WorkloadPairs,
                closedPairs = plan.Closed.WorkloadPairs,
                enforcementPoints = plan.EnforcementPoints.Length,
                hash = plan.Hash,
            });
        }

        using var json = new MemoryStream();
        PlanJson.Write(plan, json);
        return json.ToArray();
    }
}
