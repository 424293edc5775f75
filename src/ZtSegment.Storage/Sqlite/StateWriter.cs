using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace ZtSegment.Storage.Sqlite;

/// <summary>The one writer of a database: a thread that commits what has gathered since its last commit.</summary>
//
//   callers ----> queue (bounded) ----> [ BEGIN, each change by its ETag, COMMIT ] ----> each caller's task ends
//                                            one transaction, one fsync
//
// Insert and update are statements apart: an upsert would take a stale ETag as leave to insert once the row is gone.
internal sealed class StateWriter : IDisposable
{
    private const int QueueLength = 4096;
    private const int MaxChanges = 1024;
    private const int MaxBytes = 32 << 20;

    private readonly Channel<StateChange> queue = Channel.CreateBounded<StateChange>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly string path;
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insert;
    private readonly SqliteCommand update;
    private readonly SqliteCommand delete;
    private readonly SqliteCommand find;
    private readonly Thread thread;

    public StateWriter(StateDatabase database)
    {
        path = database.Path;
        connection = database.Connect();
        insert = connection.Prepare(
            "INSERT INTO grain_state (name, grain, etag, payload) VALUES ($name, $grain, $new, $payload) ON CONFLICT DO NOTHING", "$name", "$grain", "$new", "$payload");
        update = connection.Prepare(
            "UPDATE grain_state SET etag = $new, payload = $payload WHERE name = $name AND grain = $grain AND etag = $old", "$name", "$grain", "$new", "$payload", "$old");
        delete = connection.Prepare("DELETE FROM grain_state WHERE name = $name AND grain = $grain AND etag = $old", "$name", "$grain", "$old");
        find = connection.Prepare("SELECT etag FROM grain_state WHERE name = $name AND grain = $grain", "$name", "$grain");
        thread = new Thread(Run) { Name = "SQLite writer", IsBackground = true };
        thread.Start();
    }

    /// <summary>Waits while the queue is full. A change that stands in the queue can no longer be cancelled.</summary>
    public async Task<StateOutcome> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        await queue.Writer.WriteAsync(change, cancellationToken);
        return await change.Done;
    }

    /// <summary>Commits what stands in the queue, takes nothing new, and ends.</summary>
    public void Dispose()
    {
        queue.Writer.TryComplete();
        thread.Join();
        foreach (var command in new[] { insert, update, delete, find })
            command.Dispose();
        connection.Dispose();
    }

    private void Run()
    {
        var batch = new List<StateChange>(MaxChanges);
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var bytes = 0L;
            while (batch.Count < MaxChanges && bytes < MaxBytes && queue.Reader.TryRead(out var change))
            {
                batch.Add(change);
                bytes += change.Payload?.Length ?? 0;
            }
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<StateChange> batch)
    {
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            foreach (var change in batch)
                change.Decide(Apply(change));
            connection.Execute("COMMIT");
        }
        catch (Exception error)
        {
            RollBack();
            foreach (var change in batch)
                change.Fail(error is SqliteException failure ? SqliteFailure.Of(failure, path) : error);
            return;
        }
        foreach (var change in batch)
            change.Acknowledge();
    }

    private StateOutcome Apply(StateChange change) => (change.Kind, change.Expected) switch
    {
        (ChangeKind.Put, null) => NewETag() is var etag && insert.With(change.Name, change.Grain, etag, change.Payload).ExecuteNonQuery() == 1
            ? new StateOutcome(true, etag)
            : Refused(change),
        (ChangeKind.Put, _) => NewETag() is var etag && update.With(change.Name, change.Grain, etag, change.Payload, change.Expected).ExecuteNonQuery() == 1
            ? new StateOutcome(true, etag)
            : Refused(change),
        (_, null) => Refused(change) is { ETag: not null } refused ? refused : new StateOutcome(true, null),
        _ => delete.With(change.Name, change.Grain, change.Expected).ExecuteNonQuery() == 1 ? new StateOutcome(true, null) : Refused(change),
    };

    private StateOutcome Refused(StateChange change) => new(false, (string?)find.With(change.Name, change.Grain).ExecuteScalar());

    /// <summary>SQLite has rolled back by itself after most errors; then there is nothing left to roll back.</summary>
    private void RollBack()
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
        }
    }

    /// <summary>Never one that a deleted record had.</summary>
    private static string NewETag() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
