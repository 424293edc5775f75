using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ZtSegment.Controller.Hosting;

/// <summary>Traces and metrics by OTLP, where the standard environment variables name a receiver; else nothing is collected.</summary>
internal static class Telemetry
{
    /// <summary>Our own activity source and meter.</summary>
    public const string Name = "ZtSegment";

    private static readonly string[] Receivers =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    public static void Add(IServiceCollection services)
    {
        if (!Receivers.Any(r => Environment.GetEnvironmentVariable(r) is { Length: > 0 }))
            return;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("ztcontroller", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(traces => traces.AddSource(Name, "Microsoft.AspNetCore", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage"))
            .WithMetrics(metrics => metrics.AddMeter(
                Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans", "System.Runtime"))
            .UseOtlpExporter();
    }
}
