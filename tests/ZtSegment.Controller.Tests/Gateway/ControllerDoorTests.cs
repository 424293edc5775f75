using Grpc.Core;
using ZtSegment.Wire;

namespace ZtSegment.Controller.Tests.Gateway;

/// <summary>The gateway in a controller's own process.</summary>
public sealed class ControllerDoorTests(ControllerProcess controller) : IClassFixture<ControllerProcess>
{
    [Fact]
    public async Task Agents_are_welcome_at_their_socket_and_are_told_when_the_controller_ends()
    {
        using var agent = new TestAgent(controller.AgentSocket);
        await agent.SayAsync(new FromAgent { Hello = TestAgent.HelloOf("db") });
        Assert.Equal(1u, (await agent.HearAsync()).Welcome.Protocol);
        var ended = agent.EndAsync();

        Assert.Equal(0, await controller.StopAsync());

        Assert.Equal(StatusCode.Unavailable, (await ended).StatusCode);
    }
}
