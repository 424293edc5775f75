using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Controller.Api;

/// <summary>Reads what somebody learned of one workload, by the rules of the facts file.</summary>
internal static class FactsPatch
{
    /// <param name="patch">An entry of a facts file; null makes <c>compliant</c> or <c>risk</c> unknown.</param>
    /// <returns>What is other than now; or what is wrong with it.</returns>
    public static (FactsUpdate? Update, ImmutableArray<Diagnostic> Refused) Read(string workload, JsonObject patch, StoredFacts now)
    {
        var given = patch.Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
        var file = new JsonObject { [workload] = new JsonObject(patch.Where(p => p.Value is not null || p.Key is not ("compliant" or "risk")).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))) };
        var (all, found) = FactsReader.Read([new SourceText("facts", JsonSerializer.SerializeToUtf8Bytes(file))]);
        if (!found.IsEmpty)
            return (null, found);
        var facts = StoredFacts.Of(all[workload]);
        return (new FactsUpdate
        {
            Posture = given.Overlaps(["compliant", "risk"])
                ? new PostureReport(given.Contains("compliant") ? facts.Compliant : now.Compliant, given.Contains("risk") ? facts.Risk : now.Risk)
                : null,
            Inventory = given.Overlaps(["addresses", "labels"])
                ? new InventoryReport(
                    given.Contains("addresses") ? facts.Addresses : now.Addresses,
                    given.Contains("labels") ? facts.Labels : now.Labels)
                : null,
            Quarantined = given.Contains("quarantined") ? facts.Quarantined : null,
        }, []);
    }
}
