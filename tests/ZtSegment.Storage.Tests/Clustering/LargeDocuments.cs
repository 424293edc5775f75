using System.Text;

namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>10,000 hosts in 100 applications, each of which reaches the next; and changes that every host feels.</summary>
internal static class LargeDocuments
{
    public const int Hosts = 10_000;
    private const int Applications = 100;

    public static string HostOf(int number) => $"host-{number}";

    public static byte[] Estate()
    {
        var yaml = new StringBuilder("""
            apiVersion: ztsegment/v1
            kind: Estate
            metadata: { name: large }
            spec: { defaultMode: enforce, management: { access: [{ from: [10.9.0.0/24], ports: [22/tcp] }] } }

            """);
        for (var host = 0; host < Hosts; host++)
        {
            yaml.Append($$"""
                ---
                apiVersion: ztsegment/v1
                kind: Workload
                metadata: { name: {{HostOf(host)}}, labels: { app: app-{{host % Applications}} } }
                spec: { addresses: [10.{{20 + (host >> 16)}}.{{(host >> 8) & 255}}.{{host & 255}}], enforcement: { linux: { host: {{HostOf(host)}} } } }

                """);
        }

        for (var app = 0; app < Applications; app++)
        {
            yaml.Append($$"""
                ---
                apiVersion: ztsegment/v1
                kind: Segment
                metadata: { name: app-{{app}} }
                spec: { selector: { matchLabels: { app: app-{{app}} } } }
                ---
                apiVersion: ztsegment/v1
                kind: FlowPolicy
                metadata: { name: app-{{app}}-calls }
                spec: { from: [{ segment: app-{{app}} }], to: [{ segment: app-{{(app + 1) % Applications}} }], ports: [8443/tcp] }

                """);
        }

        return Encoding.UTF8.GetBytes(yaml.ToString());
    }

    /// <summary>A service that every host may call: a source of its own.</summary>
    public static byte[] Service(int number) => Encoding.UTF8.GetBytes($$"""
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: all-call-service-{{number}} }
        spec: { from: [{ selector: {} }], to: [{ cidr: 203.0.113.{{number}}/32 }], ports: [443/tcp] }

        """);
}
