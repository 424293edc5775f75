namespace ZtSegment.Cli.Tests.Planning;

/// <summary>Three workloads, and policies to plan with.</summary>
internal static class SmallShop
{
    public const string Workloads = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-1.shop, labels: { tier: web } }
        spec: { addresses: [10.0.0.1], enforcement: { linux: { host: web-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web-2.shop, labels: { tier: web } }
        spec: { addresses: [10.0.0.2], enforcement: { linux: { host: web-2 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db-1.shop, labels: { tier: db } }
        spec: { addresses: [10.0.0.9], enforcement: { linux: { host: db-1 } } }
        ---
        apiVersion: ztsegment/v1
        kind: Segment
        metadata: { name: web }
        spec: { selector: { matchLabels: { tier: web } } }
        ---
        apiVersion: ztsegment/v1
        kind: Segment
        metadata: { name: db }
        spec: { selector: { matchLabels: { tier: db } } }

        """;

    public static string Policy(string name, string from, string to, string ports) => $$"""
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: {{name}} }
        spec: { from: [{{from}}], to: [{{to}}], ports: [{{ports}}] }

        """;

    public const string Management = """
        ---
        apiVersion: ztsegment/v1
        kind: Estate
        metadata: { name: shop }
        spec: { management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }] } }

        """;

    /// <param name="reason">Of an exception for everything that the guardrail speaks of; null: none.</param>
    public static string WebNeverToDbOn(string ports, string? reason = null) => $$"""
        ---
        apiVersion: ztsegment/v1
        kind: Guardrail
        metadata: { name: no-ssh }
        spec:
          never: { from: [{ segment: web }], to: [{ segment: db }], ports: [{{ports}}] }
          except: [{{(reason is null ? "" : $"{{ from: [{{ segment: web }}], to: [{{ segment: db }}], owner: sec, reason: \"{reason}\" }}")}}]

        """;

    public static string WebToDb(string ports) => Workloads + Policy("web-to-db", "{ segment: web }", "{ segment: db }", ports);
}
