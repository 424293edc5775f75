namespace ZtSegment.Storage.Tests.Sqlite;

public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_backup_made_while_states_are_written_restores_what_was_acknowledged_before_it()
    {
        var backup = folder.File("backup.db");
        using (var storage = SqliteStorages.Open(folder.Database))
        {
            await Task.WhenAll(Enumerable.Range(0, 1_000).Select(grain => storage.WriteAsync(grain, 1)));
            var writes = Task.WhenAll(Enumerable.Range(0, 1_000).Select(grain => storage.WriteAsync(grain, 2)));
            await storage.BackupAsync(backup);
            await writes;
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
        Assert.Equal(["backup.db"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));

        File.Copy(backup, folder.Database, overwrite: true);
        using var restored = SqliteStorages.Open(folder.Database);

        var states = await restored.ReadAllAsync<Counter>("counter");
        Assert.Equal(1_000, states.Length);
        Assert.All(states, s => Assert.InRange(s.Value.Number, 1, 2));
        await restored.WriteAsync(1, 3);
        Assert.Equal(3, await restored.NumberAsync(1));
    }

    [Fact]
    public async Task A_backup_overwrites_nothing()
    {
        using var storage = SqliteStorages.Open(folder.Database);
        var backup = folder.File("backup.db");
        File.WriteAllText(backup, "the last good one");

        var refused = await Assert.ThrowsAsync<IOException>(() => storage.BackupAsync(backup));

        Assert.Contains("is there already", refused.Message, StringComparison.Ordinal);
        Assert.Equal("the last good one", File.ReadAllText(backup));
    }

    public void Dispose() => folder.Dispose();
}
