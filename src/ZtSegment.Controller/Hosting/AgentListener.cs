using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ZtSegment.Controller.Hosting;

/// <summary>A connection that came in where agents do: marked when it is accepted, so that no request can claim it.</summary>
internal sealed class AgentListener
{
    private AgentListener()
    {
    }

    public static void Mark(ListenOptions listener)
    {
        var mark = new AgentListener();
        listener.Use(next => connection =>
        {
            connection.Features.Set(mark);
            return next(connection);
        });
    }

    public static bool Accepted(HttpContext context) => context.Features.Get<AgentListener>() is not null;
}

/// <summary>Metadata of endpoints that are for agents: served where agents come in, and nowhere else; all other endpoints the other way round.</summary>
internal sealed class ForAgents;
