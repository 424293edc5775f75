using Orleans.Runtime;
using Orleans.Storage;

namespace ZtSegment.Storage.Tests.Conformance;

/// <summary>What grains rely on, of every storage alike: the cases of Orleans' own suite, which has no package, and some more.</summary>
[Collection(nameof(Storages))]
public sealed class GrainStorageTests(Storages storages)
{
    public static TheoryData<string> All => Storages.All;

    public static TheoryData<string> AllButDeletingBlobs => [.. Storages.Names.Except(["blob-deletes"])];

    public static TheoryData<string> WithoutALimitOfSize => ["sqlite-deletes", "blob-deletes", "redis-deletes"];

    public static TheoryData<string, string> Keys
    {
        get
        {
            string[] keys =
            [
                "plain", "Ключ-日本", "with/slash", "a?b", "c#d", "e\\f", "100%", "a b", "linux/web-1.shop", "+&=", new string('k', 300),
                GrainIdKeyExtensions.CreateIntegerKey(-7).ToString()!, GrainIdKeyExtensions.CreateGuidKey(new Guid("b5a9a1c6-63c5-4d3e-9f39-0d9f5d1d3c11"), "extension/1").ToString()!,
            ];
            var data = new TheoryData<string, string>();
            foreach (var storage in Storages.Names)
            {
                foreach (var key in keys)
                    data.Add(storage, key);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Keys))]
    public async Task A_state_of_any_key_is_read_as_it_was_written(string storage, string key)
    {
        var written = new Holder(storages[storage], GrainId.Create("any-key", key));
        await written.WriteAsync(1, "Ünï");

        var read = await written.Another().ReadAsync();

        Assert.Equal(written.Value, read.Value);
        Assert.Equal(written.State.ETag, read.State.ETag);
        Assert.True(read.State.RecordExists);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_state_that_was_never_written_is_fresh_and_does_not_exist(string storage)
    {
        var holder = Holder.Of(storages[storage]);
        holder.State.State = new Counter { Number = 9 };
        holder.State.RecordExists = true;

        await holder.ReadAsync();

        Assert.Equal(new Counter(), holder.Value);
        Assert.False(holder.State.RecordExists);
        Assert.Null(holder.State.ETag);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_write_changes_the_etag_even_where_the_value_is_the_same(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);
        var first = holder.State.ETag;

        await holder.WriteAsync(1);

        Assert.NotNull(first);
        Assert.NotEqual(first, holder.State.ETag);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_write_without_an_etag_over_a_record_is_refused(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => holder.Another().WriteAsync(2));

        Assert.Equal(1, (await holder.ReadAsync()).Value.Number);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_write_with_a_stale_etag_is_refused(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);
        var late = await holder.Another().ReadAsync();
        await holder.WriteAsync(2);

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => late.WriteAsync(3));

        Assert.Equal(2, (await late.ReadAsync()).Value.Number);
        Assert.Equal(4, (await late.WriteAsync(4)).Value.Number);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_write_whose_answer_was_lost_is_found_by_the_next_one(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);
        var etag = holder.State.ETag;
        await holder.WriteAsync(2);
        holder.State.ETag = etag;

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => holder.WriteAsync(2));

        Assert.Equal(2, (await holder.ReadAsync()).Value.Number);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Of_writers_that_race_exactly_one_wins(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(0);
        var racers = await Task.WhenAll(Enumerable.Range(1, 20).Select(_ => holder.Another().ReadAsync()));

        var won = await Task.WhenAll(racers.Select((racer, number) => WinsAsync(() => racer.WriteAsync(number + 1))));

        var winner = Assert.Single(Enumerable.Range(1, 20), number => won[number - 1]);
        Assert.Equal(winner, (await holder.ReadAsync()).Value.Number);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Of_first_writers_that_race_exactly_one_wins(string storage)
    {
        var holder = Holder.Of(storages[storage]);

        var won = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => WinsAsync(() => holder.Another().WriteAsync(number))));

        var winner = Assert.Single(Enumerable.Range(1, 20), number => won[number - 1]);
        Assert.Equal(winner, (await holder.ReadAsync()).Value.Number);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Many_grains_are_written_and_read_at_once(string storage)
    {
        var numbers = await Task.WhenAll(Enumerable.Range(1, 100).Select(async number =>
        {
            var holder = await Holder.Of(storages[storage]).WriteAsync(0);
            await holder.WriteAsync(number);
            return (await holder.Another().ReadAsync()).Value.Number;
        }));

        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), numbers);
    }

    [Theory, MemberData(nameof(All))]
    public async Task States_of_two_names_are_two_records(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);
        var second = await holder.Another("second").ReadAsync();
        Assert.False(second.State.RecordExists);

        await second.WriteAsync(2);
        await second.ClearAsync();

        Assert.Equal(1, (await holder.ReadAsync()).Value.Number);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Clearing_leaves_a_fresh_state_that_does_not_exist(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);
        var etag = holder.State.ETag;

        await holder.ClearAsync();
        var read = await holder.Another().ReadAsync();

        Assert.Equal(new Counter(), holder.Value);
        Assert.False(holder.State.RecordExists);
        Assert.NotEqual(etag, holder.State.ETag);
        Assert.Equal(new Counter(), read.Value);
        Assert.False(read.State.RecordExists);
        Assert.Equal(holder.State.ETag, read.State.ETag);
        Assert.Equal(storage.EndsWith("deletes", StringComparison.Ordinal), read.State.ETag is null);
    }

    [Theory, MemberData(nameof(All))]
    public async Task What_was_cleared_is_written_again(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);
        await holder.ClearAsync();

        await holder.WriteAsync(2);
        await holder.ClearAsync();
        await holder.ClearAsync();
        await (await holder.ReadAsync()).WriteAsync(3);

        Assert.Equal(3, (await holder.Another().ReadAsync()).Value.Number);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Clearing_what_was_never_written_is_fine(string storage)
    {
        var holder = Holder.Of(storages[storage]);

        await holder.ClearAsync();

        Assert.False(holder.State.RecordExists);
        Assert.Equal(1, (await (await holder.ReadAsync()).WriteAsync(1)).Value.Number);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Clearing_with_a_stale_etag_is_refused(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);
        var late = await holder.Another().ReadAsync();
        await holder.WriteAsync(2);

        await Assert.ThrowsAnyAsync<InconsistentStateException>(late.ClearAsync);

        Assert.Equal(2, (await late.ReadAsync()).Value.Number);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_stale_write_does_not_bring_back_what_was_cleared(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);
        var late = await holder.Another().ReadAsync();
        await holder.ClearAsync();

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => late.WriteAsync(2));

        Assert.False((await late.ReadAsync()).State.RecordExists);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_state_of_600_kilobytes_is_read_as_it_was_written(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1, new string('x', 600_000));

        Assert.Equal(holder.Value, (await holder.Another().ReadAsync()).Value);
        Assert.Equal(2, (await holder.WriteAsync(2)).Value.Number);
        Assert.Equal("", (await holder.Another().ReadAsync()).Value.Text);
    }

    [Theory, MemberData(nameof(WithoutALimitOfSize))]
    public async Task A_state_of_3_megabytes_is_read_as_it_was_written(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1, new string('x', 3_000_000));

        Assert.Equal(holder.Value, (await holder.Another().ReadAsync()).Value);
    }

    /// <summary>A limit of the official provider, which puts <c>_</c> in the place of what Azure's keys may not have: no two grains of ours differ only there.</summary>
    [Fact]
    public async Task In_a_table_two_keys_that_differ_only_in_slashes_and_the_like_are_one_record()
    {
        var holder = await new Holder(storages["table-keeps"], GrainId.Create("sanitised", "x/y")).WriteAsync(1);

        await Assert.ThrowsAnyAsync<InconsistentStateException>(() => new Holder(storages["table-keeps"], GrainId.Create("sanitised", "x_y")).WriteAsync(2));

        Assert.Equal(1, (await holder.ReadAsync()).Value.Number);
    }

    /// <summary>Some do nothing, some refuse. The official blob storage does delete, unless it keeps what is cleared: a controller lets it keep.</summary>
    [Theory, MemberData(nameof(AllButDeletingBlobs))]
    public async Task Clearing_without_an_etag_takes_no_record_away(string storage)
    {
        var holder = await Holder.Of(storages[storage]).WriteAsync(1);

        await WinsAsync(holder.Another().ClearAsync);

        Assert.Equal(1, (await holder.ReadAsync()).Value.Number);
        Assert.Equal(2, (await holder.WriteAsync(2)).Value.Number);
    }

    [Fact]
    public async Task A_table_refuses_a_state_of_over_960_kibibytes_and_keeps_the_one_before()
    {
        var holder = await Holder.Of(storages["table-deletes"]).WriteAsync(1);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => holder.Another().WriteAsync(2, new string('x', 961 * 1024)));

        Assert.Equal(1, (await holder.ReadAsync()).Value.Number);
    }

    private static async Task<bool> WinsAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
