using System.Collections.Immutable;

namespace ZtSegment.Benchmarks.Estates;

/// <summary>Which apps and tiers there are, and how many workloads each segment holds.</summary>
internal sealed class EstateLayout
{
    /// <summary>Of five workloads of a tier, three are prod.</summary>
    public static readonly ImmutableArray<string> Environments = ["prod", "prod", "prod", "stage", "dev"];

    private const string InfrastructureApp = "infra";
    private const int MostPerInfrastructureTier = 8;

    private static readonly ImmutableArray<string> Words =
    [
        "orders", "shop", "search", "billing", "ledger", "stock", "pricing", "claims", "quotes", "fleet", "wallet", "media", "mail", "forms", "portal",
        "payroll", "travel", "labs", "maps", "risk", "fraud", "loans", "cards", "tax", "audit", "crm", "erp", "wiki", "chat", "video", "feeds", "ads",
        "games", "iot", "meter", "grid", "plant", "store", "kiosk", "pos", "depot", "cargo", "ships", "rail", "gates", "visa", "labels", "print", "scan", "vault",
    ];

    public EstateLayout(EstateOptions options)
    {
        var shared = Math.Min(Tier.Shared.Length, options.Segments - 1);
        var perShared = Math.Clamp(options.Workloads / options.Segments, 1, MostPerInfrastructureTier);
        Infrastructure = [.. Tier.Shared.Take(shared).Select(tier => new Segment(InfrastructureApp, tier, perShared, 0))];
        var segments = options.Segments - shared;
        var workloads = options.Workloads - shared * perShared;
        Apps =
        [
            .. Enumerable.Range(0, segments)
                .Select(k => (App: k / Tier.OfApps.Length, Tier: Tier.OfApps[k % Tier.OfApps.Length], Share: ShareOf(k, segments, workloads)))
                .GroupBy(s => s.App)
                .Select(app => new App(NameOf(app.Key), [.. app.Select(s => new Segment(NameOf(app.Key), s.Tier, s.Share, app.Key + 1))])),
        ];
    }

    /// <summary>In the order in which apps get them.</summary>
    public static IEnumerable<string> AppNames => Words;

    /// <summary>The segments that everybody uses; none in an estate of one segment.</summary>
    public ImmutableArray<Segment> Infrastructure { get; }

    public ImmutableArray<App> Apps { get; }

    public IEnumerable<Segment> Segments => Infrastructure.Concat(Apps.SelectMany(a => a.Segments));

    private static string NameOf(int app) => app < Words.Length ? Words[app] : $"{Words[app % Words.Length]}{app / Words.Length + 1}";

    /// <summary>Shares that differ by one at most and add up to the whole.</summary>
    private static int ShareOf(int part, int parts, int whole) => whole / parts + (part < whole % parts ? 1 : 0);
}

/// <summary>The workloads of one tier of one app.</summary>
/// <param name="Number">Of the app, from 1; 0 is the infrastructure.</param>
internal sealed record Segment(string App, Tier Tier, int Workloads, int Number)
{
    public string Name => $"{App}-{Tier.Name}";

    /// <summary>Both families for the infrastructure and every other app.</summary>
    public bool IsDualStack => Number % 2 == 0;
}

internal sealed record App(string Name, ImmutableArray<Segment> Segments)
{
    /// <summary>Null in the last app, where it is not whole.</summary>
    public Segment? this[Tier tier] => Segments.FirstOrDefault(s => s.Tier == tier);
}

/// <param name="MetricsPort">TCP, where its exporter listens.</param>
internal sealed record Tier(string Name, int MetricsPort)
{
    public static readonly Tier Web = new("web", 9113);
    public static readonly Tier Logic = new("app", 8081);
    public static readonly Tier Database = new("db", 9187);
    public static readonly Tier Cache = new("cache", 9121);
    public static readonly Tier Dns = new("dns", 9153);
    public static readonly Tier Monitoring = new("monitoring", 9090);
    public static readonly Tier Bastion = new("bastion", 9100);
    public static readonly Tier Ntp = new("ntp", 9123);
    public static readonly Tier Logging = new("logging", 9598);

    public static readonly ImmutableArray<Tier> OfApps = [Web, Logic, Database, Cache];
    public static readonly ImmutableArray<Tier> Shared = [Dns, Monitoring, Bastion, Ntp, Logging];
}
