using System.Globalization;
using ZtSegment.Storage.Tests.Processes;

namespace ZtSegment.Storage.Tests.Sqlite;

public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_writer_is_killed()
    {
        var acknowledged = new Dictionary<int, long>();
        for (var round = 0; round < 5; round++)
        {
            await WriteUntilKilledAsync(acknowledged, lines: 2_000);

            using var storage = SqliteStorages.Open(folder.Database);
            foreach (var (grain, number) in acknowledged)
                Assert.InRange(await storage.NumberAsync(grain) ?? 0, number, number + 1);
        }
    }

    [Fact]
    public async Task A_second_process_is_refused_and_told_who_holds_the_database()
    {
        using var holder = ChildProcess.StartRole(ChildRoles.Hold, folder.Database);
        await holder.LineWithAsync("open");

        var refused = Assert.Throws<IOException>(() => SqliteStorages.Open(folder.Database));
        Assert.Contains($"process {holder.Id} (", refused.Message, StringComparison.Ordinal);

        holder.Kill();
        SqliteStorages.Open(folder.Database).Dispose();
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Kills the writer once it has said so many lines, and reads all that it had said.</summary>
    private async Task WriteUntilKilledAsync(Dictionary<int, long> acknowledged, int lines)
    {
        using var writer = ChildProcess.StartRole(ChildRoles.Write, folder.Database);
        for (var line = await writer.Output.ReadLineAsync(); line is not null; line = await writer.Output.ReadLineAsync())
        {
            if (--lines == 0)
                writer.Kill();
            // Whole lines only: one is written by one write(2), shorter than a pipe's atomic 4096 bytes.
            var words = line.Split(' ');
            acknowledged[int.Parse(words[0], CultureInfo.InvariantCulture)] = long.Parse(words[1], CultureInfo.InvariantCulture);
        }
        Assert.True(lines <= 0, "the writer ended by itself");
    }
}
