using CsCheck;
using ZtSegment.Flows;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Azure.Tests;

/// <summary>Random estates whose managed workloads are mostly behind NSGs, some with a Linux host besides.</summary>
internal static class AzureEstates
{
    public static Gen<RandomEstate> Any { get; } = BehindNsgs(RandomEstate.Any);

    /// <summary>With guardrails, some of which only facts break.</summary>
    public static Gen<RandomEstate> Guarded { get; } = BehindNsgs(RandomEstate.Guarded);

    /// <summary>Without what facts let through against a guardrail.</summary>
    public static Compilation Compile(RandomEstate estate) => GuardrailCuts.Apply(
        Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent)));

    private static Gen<RandomEstate> BehindNsgs(Gen<RandomEstate> estates) => estates
        .Where(estate => estate.Intent.Workloads.Any(w => w.Nsg is not null))
        .Select(estate => estate with { Intent = new Intent(Documents(estate.Intent)) });

    private static IEnumerable<Document> Documents(Intent intent) =>
    [
        .. intent.Workloads.Select((w, i) => w.IsManaged && i % 4 != 3 ? BehindNsg(w, i) : w),
        .. intent.Segments, .. intent.Rollouts, .. intent.AddressGroups, .. intent.PortGroups, .. intent.Policies, .. intent.Guardrails,
        .. intent.Estate is { } estate ? [estate] : Array.Empty<Document>(),
    ];

    private static Workload BehindNsg(Workload workload, int number) => workload with
    {
        Nsg = number % 3 == 0 ? SmallWorld.Nsgs[1].ToUpperInvariant() : SmallWorld.Nsgs[number % 2],
        LinuxHost = number % 2 == 0 ? workload.LinuxHost : null,
    };
}
