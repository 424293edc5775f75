using System.Net;
using Microsoft.Extensions.Configuration;

namespace ZtSegment.Controller.Hosting;

/// <summary>What a controller was started with, validated.</summary>
/// <param name="Api">Where the HTTP API listens: on loopback.</param>
/// <param name="State">The folder that holds all that must not be lost.</param>
/// <param name="AgentSocket">The Unix socket of agents on this machine.</param>
/// <param name="Settings">The settings file: storage and clustering of more than one silo.</param>
internal sealed record ControllerOptions(IPEndPoint Api, StateFolder State, string AgentSocket, LogLevel LogLevel, bool LogsJson, IConfiguration Settings);
