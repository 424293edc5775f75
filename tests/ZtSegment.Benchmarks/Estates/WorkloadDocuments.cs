namespace ZtSegment.Benchmarks.Estates;

/// <summary>The workloads of each segment: a prefix for each environment, in it addresses with gaps, as leases leave them.</summary>
internal static class WorkloadDocuments
{
    /// <summary>One of so many (segment, environment) has its exporter elsewhere.</summary>
    private const int OwnMetricsPortOneIn = 50;

    /// <summary>The addresses from 10.0.0.0 on; the last /8 of it, 10.255.0.0/16, is left to management.</summary>
    private const uint FirstV4 = 10u << 24;

    public static IEnumerable<string> Of(EstateLayout layout, EstateOptions options)
    {
        var random = new Random(options.Seed);
        var next = FirstV4;
        foreach (var segment in layout.Segments)
        {
            var environments = Enumerable.Range(0, segment.Workloads)
                .GroupBy(n => segment.Number == 0 ? "prod" : EstateLayout.Environments[n % EstateLayout.Environments.Length]);
            foreach (var environment in environments)
            {
                var ownPort = random.Next(OwnMetricsPortOneIn) == 0 ? $"  ports: {{ metrics: {segment.Tier.MetricsPort + 1}/tcp }}\n" : "";
                next = (next + 63) & ~63u;
                foreach (var n in environment)
                {
                    next += 1 + (uint)random.Next(2);
                    yield return Document(segment, environment.Key, n, next, ownPort);
                }
            }
        }
    }

    private static string Document(Segment segment, string environment, int n, uint v4, string ownPort)
    {
        var host = $"{segment.Name}-{n:0000}";
        var addresses = $"10.{v4 >> 16 & 255}.{v4 >> 8 & 255}.{v4 & 255}";
        if (segment.IsDualStack)
            addresses += $", \"fd20::{v4 >> 16 & 255:x}:{v4 & 0xFFFF:x}\"";
        return $$"""
            kind: Workload
            metadata: { name: {{host}}.{{environment}}, labels: { app: {{segment.App}}, tier: {{segment.Tier.Name}}, env: {{environment}} } }
            spec:
              addresses: [{{addresses}}]
            {{ownPort}}  enforcement: { linux: { host: {{host}} } }

            """;
    }
}
