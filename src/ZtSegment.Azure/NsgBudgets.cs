using System.Collections.Immutable;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Flows.Plan;

namespace ZtSegment.Azure;

/// <summary>What every network security group of the new estate uses of Azure's limits, beside what it used before.</summary>
public static class NsgBudgets
{
    public static ImmutableArray<PointBudget> Between(Compilation old, Compilation @new)
    {
        var before = Of(old).ToDictionary(b => b.Nsg, StringComparer.OrdinalIgnoreCase);
        return [.. Of(@new).Select(after => new PointBudget(
            after.NsgName, after.Nsg,
            [.. after.Lines.Select((line, i) => new BudgetShare(line.Name, line.Used, before.TryGetValue(after.Nsg, out var was) ? was.Lines[i].Used : null, line.Limit))]))];
    }

    private static ImmutableArray<NsgBudget> Of(Compilation compilation)
    {
        var renderer = new NsgRenderer(compilation);
        return [.. NsgPoint.Of(compilation).AsParallel().AsOrdered().Select(renderer.Budget)];
    }
}
