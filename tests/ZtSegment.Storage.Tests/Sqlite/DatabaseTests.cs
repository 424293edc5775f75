using Microsoft.Data.Sqlite;
using Orleans.Storage;

namespace ZtSegment.Storage.Tests.Sqlite;

public sealed class DatabaseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Only_the_owner_may_read_the_database_and_what_stands_beside_it()
    {
        using var storage = SqliteStorages.Open(folder.Database);
        await storage.WriteAsync(1, 1);

        var files = Directory.GetFiles(Path.GetDirectoryName(folder.Database)!);
        Assert.Equal(5, files.Length); // the database, -wal, -shm, .lock, .owner
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void A_database_that_others_could_read_is_closed_to_them()
    {
        SqliteStorages.Open(folder.Database).Dispose();
        File.SetUnixFileMode(folder.Database, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        SqliteStorages.Open(folder.Database).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Database));
    }

    [Fact]
    public void Opening_twice_in_one_process_is_refused()
    {
        using var first = SqliteStorages.Open(folder.Database);

        var refused = Assert.Throws<IOException>(() => SqliteStorages.Open(folder.Database));

        Assert.Contains($"process {Environment.ProcessId} ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_another_program_is_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Database)!);
        Run("CREATE TABLE theirs (x)");

        var refused = Assert.Throws<IOException>(() => SqliteStorages.Open(folder.Database));

        Assert.Contains("another program", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused()
    {
        SqliteStorages.Open(folder.Database).Dispose();
        Run("PRAGMA user_version = 99");

        var refused = Assert.Throws<IOException>(() => SqliteStorages.Open(folder.Database));

        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Database)!);
        File.WriteAllText(folder.Database, new string('x', 5_000));

        var refused = Assert.Throws<IOException>(() => SqliteStorages.Open(folder.Database));

        Assert.Contains("restore a backup", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_under_somebody_elses_lock_fails_with_a_clear_error_and_works_again_afterwards()
    {
        using var storage = SqliteStorages.Open(folder.Database);
        using (var shell = Connect())
        {
            using var begin = new SqliteCommand("BEGIN IMMEDIATE", shell);
            begin.ExecuteNonQuery();

            var refused = await Assert.ThrowsAsync<IOException>(() => storage.WriteAsync(1, 1));

            Assert.Contains("locked by another process", refused.Message, StringComparison.Ordinal);
            Assert.Null(await storage.NumberAsync(1));
        }
        await storage.WriteAsync(1, 2);
        Assert.Equal(2, await storage.NumberAsync(1));
    }

    [Fact]
    public async Task A_full_disk_is_a_clear_error_and_loses_nothing_acknowledged()
    {
        using var disk = new SmallDisk(folder.File("disk"), megabytes: 2);
        using var storage = SqliteStorages.Open(Path.Combine(disk.Path, "controller.db"));
        var acknowledged = 0;

        var refused = await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (acknowledged < 1_000)
                await storage.WriteAsync(++acknowledged, acknowledged, new string('x', 100_000));
        });

        Assert.Contains("is full", refused.Message, StringComparison.Ordinal);
        Assert.InRange(acknowledged, 3, 999);
        for (var grain = 1; grain < acknowledged; grain++)
            Assert.Equal(grain, await storage.NumberAsync(grain));
        Assert.Null(await storage.NumberAsync(acknowledged));
    }

    [Fact]
    public async Task A_stale_etag_does_not_bring_back_what_was_deleted()
    {
        using var storage = SqliteStorages.Open(folder.Database);
        var first = await storage.WriteAsync(1, 1);
        var second = await storage.ReadAsync(1);
        await storage.ClearStateAsync("counter", SqliteStorages.Grain(1), first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("counter", SqliteStorages.Grain(1), second));

        Assert.Null(await storage.NumberAsync(1));
    }

    [Fact]
    public async Task All_states_of_a_name_are_read_at_once()
    {
        using var storage = SqliteStorages.Open(folder.Database);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(grain => storage.WriteAsync(grain, grain)));
        await storage.WriteStateAsync("another", SqliteStorages.Grain(1), new GrainState<Counter>(new Counter { Number = 7 }));

        var states = await storage.ReadAllAsync<Counter>("counter");

        Assert.Equal(Enumerable.Range(0, 500).ToHashSet(), states.Select(s => (int)s.Value.Number).ToHashSet());
        Assert.All(states, s => Assert.Equal(SqliteStorages.Grain((int)s.Value.Number), s.Key));
    }

    [Fact]
    public async Task Closing_commits_what_waits()
    {
        var storage = SqliteStorages.Open(folder.Database);
        var writes = Enumerable.Range(0, 2_000).Select(grain => storage.WriteStateAsync("counter", SqliteStorages.Grain(grain), new GrainState<Counter>(new Counter()))).ToArray();

        storage.Dispose();
        await Task.WhenAll(writes);

        using var again = SqliteStorages.Open(folder.Database);
        Assert.Equal(2_000, (await again.ReadAllAsync<Counter>("counter")).Length);
    }

    public void Dispose() => folder.Dispose();

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Run(string sql)
    {
        using var connection = Connect();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
