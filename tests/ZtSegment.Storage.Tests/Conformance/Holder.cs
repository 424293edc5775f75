using Orleans.Runtime;
using Orleans.Storage;

namespace ZtSegment.Storage.Tests.Conformance;

/// <summary>One activation's view of a state: what Orleans' persistent state keeps, and its three calls.</summary>
internal sealed class Holder(IGrainStorage storage, GrainId grain, string name = "counter")
{
    private static int grains;

    public GrainState<Counter> State { get; } = new(new Counter());

    public Counter Value => State.State!;

    public GrainId Grain => grain;

    /// <summary>A grain that nobody had before.</summary>
    public static Holder Of(IGrainStorage storage) =>
        new(storage, GrainId.Create(GrainType.Create("counter"), GrainIdKeyExtensions.CreateIntegerKey(Interlocked.Increment(ref grains))));

    /// <summary>A second activation of the same grain.</summary>
    public Holder Another(string another = "counter") => new(storage, grain, another);

    public async Task<Holder> ReadAsync()
    {
        await storage.ReadStateAsync(name, grain, State);
        return this;
    }

    public async Task<Holder> WriteAsync(long number, string text = "")
    {
        State.State = new Counter { Number = number, Text = text };
        await storage.WriteStateAsync(name, grain, State);
        return this;
    }

    public async Task<Holder> ClearAsync()
    {
        await storage.ClearStateAsync(name, grain, State);
        return this;
    }
}
