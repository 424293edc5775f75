namespace ZtSegment.Benchmarks.Estates;

/// <summary>All that is neither workload nor policy.</summary>
internal static class EstateDocuments
{
    /// <summary>How many partners have an address group.</summary>
    public const int Partners = 20;

    public static IEnumerable<string> Of(EstateLayout layout) =>
    [
        """
        kind: Estate
        metadata: { name: generated }
        spec:
          defaultMode: observe
          management:
            access: [{ from: [10.255.0.0/24, "fd20:ffff::/64"], ports: [22/tcp] }]
            controller: { addresses: [10.255.0.10, "fd20:ffff::10"], port: 8443/tcp }

        """,
        Rollout("prod", "ingress: enforce, egress: observe"),
        Rollout("stage", "ingress: enforce, egress: enforce"),
        Rollout("dev", "ingress: enforce"),
        AddressGroup("offices", "cidrs: [203.0.113.0/24, 198.51.100.0/25, \"2001:db8:0ff::/48\"], except: [203.0.113.64/26]"),
        AddressGroup("package-mirrors", "cidrs: [192.0.2.0/26, \"2001:db8:1::/64\"]"),
        AddressGroup("upstream-resolvers", "cidrs: [192.0.2.64/27, \"2001:db8:2::/64\"]"),
        .. Enumerable.Range(0, Partners).Select(n => AddressGroup(
            PartnerName(n), $"cidrs: [198.18.{n}.0/24, 198.19.{n}.128/25, \"2001:db8:100:{n:x}::/64\"]")),
        PortGroup("active-directory", "53/udp, 53/tcp, 88/tcp, 88/udp, 389/tcp, 445/tcp, 49152-65535/tcp"),
        PortGroup("database-admin", "1433/tcp, 3306/tcp, 5432-5433/tcp, 27017/tcp"),
        .. layout.Segments.Select(Segment),
    ];

    public static string PartnerName(int number) => $"partner-{number:00}";

    private static string Segment(Segment segment) => $$"""
        kind: Segment
        metadata: { name: {{segment.Name}} }
        spec:
          selector: { matchLabels: { app: {{segment.App}}, tier: {{segment.Tier.Name}} } }
          ports: { metrics: {{segment.Tier.MetricsPort}}/tcp }

        """;

    private static string Rollout(string environment, string modes) => $$"""
        kind: Rollout
        metadata: { name: {{environment}} }
        spec: { selector: { matchLabels: { env: {{environment}} } }, {{modes}} }

        """;

    private static string AddressGroup(string name, string spec) => $$"""
        kind: AddressGroup
        metadata: { name: {{name}} }
        spec: { {{spec}} }

        """;

    private static string PortGroup(string name, string ports) => $$"""
        kind: PortGroup
        metadata: { name: {{name}} }
        spec: { ports: [{{ports}}] }

        """;
}
