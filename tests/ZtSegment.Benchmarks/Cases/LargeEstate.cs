using System.Collections.Immutable;
using System.Text;
using ZtSegment.Benchmarks.Estates;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>The estate that the reach of the product is measured on: 100,000 workloads, 1,000 segments, 5,000 policies.</summary>
internal static class LargeEstate
{
    public static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>As many segments and policies as in the published measurements of Antrea: 4 workloads and 3 policies to a segment.</summary>
    public static ImmutableArray<SourceText> SourcesOfManySegments => [.. EstateGenerator.Generate(new EstateOptions(100_000, 25_000, 75_000))];

    /// <summary>A thousand workloads to a segment.</summary>
    public static ImmutableArray<SourceText> SourcesOfLargeSegments => [.. EstateGenerator.Generate(new EstateOptions(100_000, 100, 1_000))];

    public static ImmutableArray<SourceText> Sources => [.. EstateGenerator.Generate(new EstateOptions(100_000, 1_000, 5_000))];

    /// <summary>Guardrails that the estate keeps: by environment, by zone, and one for each of the first apps.</summary>
    /// <param name="count">Up to 20.</param>
    public static SourceText Guardrails(int count)
    {
        IEnumerable<string> all =
        [
            Never("zone: lab", "tier: db", "5432/tcp"),
            Never("env: dev", "env: prod", "22/tcp"),
            Never("env: dev", "tier: db", "23/tcp"),
            "only: { from: [{ segment: infra-bastion }, { cidr: 10.255.0.0/24 }, { cidr: \"fd20:ffff::/64\" }], to: [{ selector: { matchExpressions: [{ key: tier, operator: In, values: [web, app, db, cache] }] } }], ports: [22/tcp] }",
            .. EstateLayout.AppNames.Take(16).Select(app => Never($"app: {app}, tier: web", $"app: {app}, tier: cache", "6379/tcp")),
        ];
        return new SourceText("guardrails.yaml", Encoding.UTF8.GetBytes(string.Concat(all.Take(count).Select((rule, i) =>
            $"---\napiVersion: ztsegment/v1\nkind: Guardrail\nmetadata: {{ name: guardrail-{i} }}\nspec:\n  {rule}\n"))));
    }

    private static string Never(string from, string to, string ports) =>
        $"never: {{ from: [{{ selector: {{ matchLabels: {{ {from} }} }} }}], to: [{{ selector: {{ matchLabels: {{ {to} }} }} }}], ports: [{ports}] }}";

    public static Intent Load(IReadOnlyList<SourceText> sources) => IntentLoader.Load(sources) is { Intent: { } intent }
        ? intent
        : throw new InvalidOperationException("the generated estate has errors");

    public static Compilation Compile(Intent intent) => Compiler.Compile(intent, EstateFacts.None, Now, PolicyIds.ByOrderOfNames(intent));
}
