using System.Collections.Immutable;
using Orleans.Concurrency;

namespace ZtSegment.Cluster.Contracts;

/// <summary>One Linux host or NSG, by <see cref="GrainKeys.LinuxPoint"/> or <see cref="GrainKeys.AzurePoint"/>: the only writer of it.</summary>
/// <remarks>
/// Reads its program from its silo's view and calls no other grain; called by the gateway that its agent is connected to, and by the API.
/// It is placed on the silo that calls it first, so that a host's grain is where its agent is.
/// </remarks>
//
//   view: another program --> desired --proved--> pushed --agent--> acknowledged --same digest--> proved
//                                ^                   |                   |
//                                +--- backoff -------+--- failed --------+--- another digest: different, pushed again
//
[Alias("zt.enforcement-point")]
public interface IEnforcementPointGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("status")]
    ValueTask<PointStatus> GetStatusAsync();

    /// <summary>An agent has connected: what it has, and a number that its later calls carry. The connection before ends.</summary>
    [Alias("connect")]
    Task<AgentWelcome> ConnectAsync(AgentHello hello);

    /// <summary>
    /// What the agent is to do, as it comes: first what its host should have, if it has not. Ends with a <see cref="SupersededOrder"/> when another
    /// agent connects; without one when the silo ends, and then is to be asked for anew.
    /// </summary>
    /// <remarks>Level-triggered: a generation that was overtaken before it was read is not given.</remarks>
    [Alias("orders")]
    IAsyncEnumerable<PointOrder> OrdersAsync(long connection, CancellationToken cancellationToken = default);

    /// <summary>What became of a generation.</summary>
    [Alias("report")]
    Task ReportAsync(long connection, AgentReport report);

    [Alias("disconnect")]
    Task DisconnectAsync(long connection);

    /// <summary>Nothing is pushed until then; shown as open, and not fought by repair.</summary>
    [Alias("hold")]
    Task<PointStatus> HoldAsync(Hold hold);

    [Alias("release")]
    Task<PointStatus> ReleaseAsync(string by);
}

/// <param name="Host">The host's name as declared.</param>
/// <param name="AgentVersion">For people.</param>
/// <param name="Generation">What the host enforces now; 0: nothing of ours.</param>
/// <param name="Hash">Of that ruleset's text; null where the agent does not know.</param>
/// <param name="Digest">The semantic digest of what the kernel holds now; null where nothing does, or it cannot be read.</param>
[GenerateSerializer, Immutable, Alias("zt.agent-hello")]
public sealed record AgentHello(
    [property: Id(0)] string Host,
    [property: Id(1)] string AgentVersion,
    [property: Id(2)] long Generation,
    [property: Id(3)] string? Hash,
    [property: Id(4)] string? Digest);

/// <param name="Connection">What the agent's later calls carry.</param>
/// <param name="IsDeclared">False: no workload declares this host; it gets a ruleset when one does.</param>
[GenerateSerializer, Immutable, Alias("zt.agent-welcome")]
public sealed record AgentWelcome([property: Id(0)] long Connection, [property: Id(1)] bool IsDeclared);

/// <summary>What an agent is to do.</summary>
[GenerateSerializer, Immutable, Alias("zt.point-order")]
public abstract record PointOrder;

/// <summary>Enforce this ruleset: one transaction, then read back.</summary>
/// <param name="Generation">Higher than any before.</param>
/// <param name="Text">An nftables file whose deadlines are absolute (<c>DatedRuleset</c>): timeouts are filled in at the moment of loading.</param>
/// <param name="Hash">SHA-256 of the text.</param>
/// <param name="Digest">The semantic digest that the kernel's table must have then.</param>
[GenerateSerializer, Immutable, Alias("zt.enforce-order")]
public sealed record EnforceOrder(
    [property: Id(0)] long Generation, [property: Id(1)] string Text, [property: Id(2)] string Hash, [property: Id(3)] string Digest) : PointOrder;

/// <summary>Take our table away: no workload declares the host any more, and nothing is to be left behind.</summary>
[GenerateSerializer, Immutable, Alias("zt.withdraw-order")]
public sealed record WithdrawOrder([property: Id(0)] long Generation) : PointOrder;

/// <summary>Nothing more comes: another agent of the host has connected.</summary>
[GenerateSerializer, Immutable, Alias("zt.superseded-order")]
public sealed record SupersededOrder : PointOrder;

/// <summary>What became of a generation on the host.</summary>
/// <param name="Digest">
/// The semantic digest of what was read back, the grace of a first load left out; null where the order failed, where no table of ours is left, and
/// where it cannot be told.
/// </param>
/// <param name="Error">What the kernel said, where it refused: then the host has what it had before.</param>
/// <param name="IsDrift">Nothing was ordered: somebody else changed the table.</param>
/// <param name="Listing">What the kernel holds, as <c>nft -j list table</c> prints it, where the digest is not the ordered one.</param>
/// <param name="Grace">How long TCP flows without a SYN go on yet, after a first load: what <c>ProofMoment</c> must know of the listing.</param>
[GenerateSerializer, Immutable, Alias("zt.agent-report")]
public sealed record AgentReport(
    [property: Id(0)] long Generation,
    [property: Id(1)] string? Digest,
    [property: Id(2)] string? Error,
    [property: Id(3)] bool IsDrift,
    [property: Id(4)] string? Listing,
    [property: Id(5)] TimeSpan Grace);

/// <param name="Until">Null: until it is released.</param>
[GenerateSerializer, Immutable, Alias("zt.hold")]
public sealed record Hold([property: Id(0)] string By, [property: Id(1)] string Reason, [property: Id(2)] DateTimeOffset Since, [property: Id(3)] DateTimeOffset? Until);

[GenerateSerializer, Alias("zt.point-state")]
public enum PointState
{
    /// <summary>No workload declares it.</summary>
    Undeclared,

    /// <summary>No address of its workload is known: there is no ruleset to push.</summary>
    WithoutAddresses,

    /// <summary>No agent is connected: it keeps its last proved ruleset.</summary>
    Unreachable,

    /// <summary>Somebody holds it: nothing is pushed to it.</summary>
    Held,

    /// <summary>The desired ruleset could not be proved: it is not pushed.</summary>
    Unproved,

    /// <summary>Its gains wait until losses elsewhere are in force.</summary>
    Waiting,

    /// <summary>Pushed, and not acknowledged yet.</summary>
    Pushed,

    /// <summary>The host refused, or what it holds differs in meaning; tried again.</summary>
    Failed,

    /// <summary>The host holds what is desired: read back, equal in meaning.</summary>
    Proved,
}

/// <param name="Point">Its key.</param>
/// <param name="Workloads">That it protects, by name.</param>
/// <param name="DesiredGeneration">0: none yet.</param>
/// <param name="ObservedGeneration">What the host acknowledged last; 0: none.</param>
/// <param name="ProvedAt">When what was read back last was equal in meaning to what was desired then.</param>
/// <param name="WaitsFor">Points whose losses must be in force first.</param>
[GenerateSerializer, Immutable, Alias("zt.point-status")]
public sealed record PointStatus(
    [property: Id(0)] string Point,
    [property: Id(1)] ImmutableArray<string> Workloads,
    [property: Id(2)] PointState State,
    [property: Id(3)] EstateStamp Stamp,
    [property: Id(4)] long DesiredGeneration,
    [property: Id(5)] string? DesiredHash,
    [property: Id(6)] long ObservedGeneration,
    [property: Id(7)] string? ObservedHash,
    [property: Id(8)] DateTimeOffset? ProvedAt,
    [property: Id(9)] DateTimeOffset? PushedAt,
    [property: Id(10)] string? LastError,
    [property: Id(11)] DateTimeOffset? LastErrorAt,
    [property: Id(12)] Hold? Held,
    [property: Id(13)] bool IsConnected,
    [property: Id(14)] ImmutableArray<string> WaitsFor);
