using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Orleans.Dashboard;
using ZtSegment.Cluster;
using ZtSegment.Controller.Api;
using ZtSegment.Controller.Clustering;
using ZtSegment.Controller.Gateway;

namespace ZtSegment.Controller.Hosting;

/// <summary>Puts a controller together.</summary>
//
//   loopback TCP --> token --> /api/v1, /openapi, /dashboard --+
//                    (none) --> /healthz, /readyz              +--> silo: grains, view --> storage in the state folder
//   Unix socket ------------> agent gateway (gRPC) ------------+
//
internal static class ControllerHost
{
    public const string Dashboard = "/dashboard";

    /// <summary>Documents may be larger: their endpoint says so.</summary>
    private const long UsualBody = 1 << 20;

    private static readonly TimeSpan LongestShutdown = TimeSpan.FromSeconds(30);

    public static WebApplication Build(ControllerOptions options, AdministratorToken token)
    {
        // An empty builder: no file or variable of the machine makes the API listen elsewhere.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "ztcontroller" });
        builder.Configuration.AddEnvironmentVariables("OTEL_");
        AddLogging(builder.Logging, options);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Host.UseOrleans(silo =>
        {
            if (ClusterSettings.Read(options.Settings, out _) is { } cluster)
                SharedCluster.Add(silo, cluster);
            else
                EmbeddedSilo.Add(silo, options.State.Database);
            silo.UseVersionedJsonStates();
            silo.AddZtSegmentCluster();
            silo.AddDashboard();
        });
        AddServices(builder.Services, options, token);
        var app = builder.Build();
        Map(app);
        return app;
    }

    /// <exception cref="StartRefusedException">Something listens where others can reach it: a second look at what was really bound.</exception>
    public static Uri ApiOf(WebApplication app)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Where(a => !a.Contains("//unix:", StringComparison.Ordinal)).Select(a => new Uri(a)).ToList();
        return bound is [{ IsLoopback: true } api] ? api : throw new StartRefusedException($"the API must listen on loopback alone, and listens on {string.Join(", ", bound)}");
    }

    private static void AddLogging(ILoggingBuilder logging, ControllerOptions options)
    {
        // What libraries tell of every step is for whoever asks for details; the silo's watchdog and its advice on collectors tell nothing.
        var ofLibraries = options.LogLevel <= LogLevel.Debug ? options.LogLevel : (LogLevel)Math.Max((int)options.LogLevel, (int)LogLevel.Warning);
        logging.SetMinimumLevel(ofLibraries).AddFilter("ZtSegment", options.LogLevel)
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
            .AddFilter("ZtSegment.Controller.Hosting.TokenAuthentication", LogLevel.Warning);
        if (options.LogsJson)
            logging.AddJsonConsole(console => console.TimestampFormat = "O");
        else
            logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ ", true));
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void Listen(KestrelServerOptions kestrel, ControllerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = UsualBody;
        kestrel.Listen(options.Api, listener => listener.Protocols = HttpProtocols.Http1);
        kestrel.ListenUnixSocket(options.AgentSocket, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            LocalPeers.Require(listener);
            AgentListener.Mark(listener);
        });
    }

    private static void AddServices(IServiceCollection services, ControllerOptions options, AdministratorToken token)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestShutdown);
        services.AddRouting();
        services.AddSingleton(token).AddSingleton(options.State).AddSingleton<Readiness>();
        TokenAuthentication.Add(services);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        // A page that gives its name the address 127.0.0.1 is not this API.
        services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        services.AddApi();
        services.AddAgentGateway();
        Telemetry.Add(services);
    }

    private static void Map(WebApplication app)
    {
        app.UseWhen(context => !AgentListener.Accepted(context), api => api.UseHostFiltering());
        app.UseRouting();
        app.Use(KeepListenersApart);
        app.UseApiErrors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapAgentGateway();
        app.MapApi();
        app.MapOrleansDashboard(Dashboard).RequireAuthorization();
    }

    private static Task KeepListenersApart(HttpContext context, RequestDelegate next)
    {
        var isForAgents = context.GetEndpoint()?.Metadata.GetMetadata<ForAgents>() is not null;
        if (isForAgents == AgentListener.Accepted(context))
            return next(context);
        context.SetEndpoint(null);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
