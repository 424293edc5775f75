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

    public static string WebToDb(string ports) => Workloads + Policy("web-to-db", "{ segment: web }", "{ segment: db }", ports);
}
