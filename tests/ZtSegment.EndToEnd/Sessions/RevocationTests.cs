using ZtSegment.EndToEnd.Lab;

namespace ZtSegment.EndToEnd.Sessions;

public sealed class RevocationTests
{
    [Theory]
    [InlineData("10.1.0.3", "zt_in4_host_port { 10.1.0.1 . tcp . 443 }")]
    [InlineData("fd01::3", "zt_in6_host_port { fd01::1 . tcp . 443 }")]
    public async Task A_removed_peer_loses_its_sessions_at_the_far_end_and_others_go_on(string server, string element)
    {
        using var lab = new SessionLab().Enforced();
        using var upload = (await lab.ConnectAsync(SessionLab.Client1, server)).Uploading();
        using var download = (await lab.ConnectAsync(SessionLab.Client1, server)).Downloading();
        using var other = (await lab.ConnectAsync(SessionLab.Client2, server)).Uploading();
        await upload.ShouldGoOnAsync();
        await download.ShouldGoOnAsync();

        lab.Network.Load(SessionLab.Server, $"delete element inet ztsegment {element}");

        await upload.ShouldBeCutAsync();
        await download.ShouldBeCutAsync();
        await other.ShouldGoOnAsync();
    }

    [Fact]
    public async Task A_removed_policy_cuts_its_sessions_and_leaves_those_of_others()
    {
        using var lab = new SessionLab(
            """
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: a }, spec: { from: [{ workload: client-1 }], to: [{ workload: server }], ports: [443/tcp] } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: b }, spec: { from: [{ workload: client-1 }], to: [{ workload: server }], ports: [444/tcp] } }
            """).Enforced();
        using var upload = (await lab.ConnectAsync(SessionLab.Client1)).Uploading();
        using var download = (await lab.ConnectAsync(SessionLab.Client1)).Downloading();
        using var other = (await lab.ConnectAsync(SessionLab.Client1, port: 444)).Downloading();
        await upload.ShouldGoOnAsync();
        await download.ShouldGoOnAsync();

        lab.Network.Load(SessionLab.Server, "delete element inet ztsegment zt_live { 1001 }");

        await upload.ShouldBeCutAsync();
        await download.ShouldBeCutAsync();
        await other.ShouldGoOnAsync();
    }

    [Fact]
    public async Task A_policy_that_expires_is_cut_by_the_kernel_alone()
    {
        using var lab = new SessionLab(
            $$"""
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: a }, spec: { from: [{ workload: client-1 }], to: [{ workload: server }], ports: [443/tcp], expires: "{{EstateLab.Now.AddSeconds(4):yyyy-MM-ddTHH:mm:ssZ}}" } }
            ---
            { apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: b }, spec: { from: [{ workload: client-1 }], to: [{ workload: server }], ports: [444/tcp] } }
            """).Enforced();
        using var upload = (await lab.ConnectAsync(SessionLab.Client1)).Uploading();
        using var download = (await lab.ConnectAsync(SessionLab.Client1)).Downloading();
        using var other = (await lab.ConnectAsync(SessionLab.Client1, port: 444)).Uploading();
        await upload.ShouldGoOnAsync();
        await download.ShouldGoOnAsync();

        await Task.Delay(TimeSpan.FromSeconds(4));

        await upload.ShouldBeCutAsync();
        await download.ShouldBeCutAsync();
        await other.ShouldGoOnAsync();
    }

    [Fact]
    public async Task A_revoked_session_does_not_come_back_reversed_once_the_kernel_has_forgotten_it()
    {
        using var lab = new SessionLab(SessionLab.Policy +
            "\n---\n{ apiVersion: ztsegment/v1, kind: FlowPolicy, metadata: { name: out }, spec: { from: [{ workload: server }], to: [{ cidr: 0.0.0.0/0 }], ports: [any] } }").Enforced();
        using var download = (await lab.ConnectAsync(SessionLab.Client1)).Downloading();
        await download.ShouldGoOnAsync();

        lab.Network.Load(SessionLab.Server, "delete element inet ztsegment zt_in4_host_port { 10.1.0.1 . tcp . 443 }");
        lab.Network.FlushConnections();

        await download.ShouldBeCutAsync();
    }
}
