namespace ZtSegment.Cluster.Tests;

/// <summary>Documents that tests share.</summary>
internal static class Shop
{
    public const string Estate = """
        apiVersion: ztsegment/v1
        kind: Estate
        metadata: { name: shop }
        spec:
          defaultMode: enforce
          management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }], controller: { addresses: [10.9.0.10], port: 8443/tcp } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: web, labels: { tier: web } }
        spec: { addresses: [10.20.1.11], enforcement: { linux: { host: web } } }
        ---
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: db, labels: { tier: db } }
        spec: { addresses: [10.20.2.7], enforcement: { linux: { host: db } } }
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

    public const string WebToDb = """
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: web-to-db }
        spec: { from: [{ segment: web }], to: [{ segment: db }], ports: [5432/tcp] }

        """;
}
