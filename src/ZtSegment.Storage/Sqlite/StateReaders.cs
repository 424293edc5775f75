using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ZtSegment.Storage.Sqlite;

/// <summary>A stored record. A null payload is a state that was cleared.</summary>
internal readonly record struct StoredRecord(string ETag, byte[]? Payload);

/// <summary>Connections that read beside the writer, as many as read at once.</summary>
internal sealed class StateReaders(StateDatabase database) : IDisposable
{
    private readonly ConcurrentBag<StateReader> idle = [];

    /// <summary>A look-up by the primary key: microseconds, on the caller's thread.</summary>
    public StoredRecord? Read(string name, string grain)
    {
        StateReader? reader = null;
        try
        {
            if (!idle.TryTake(out reader))
                reader = new StateReader(database.Connect());
            var record = reader.Read(name, grain);
            idle.Add(reader);
            return record;
        }
        catch (SqliteException error)
        {
            reader?.Dispose();
            throw SqliteFailure.Of(error, database.Path);
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var reader))
            reader.Dispose();
    }

    private sealed class StateReader(SqliteConnection connection) : IDisposable
    {
        private readonly SqliteCommand select = connection.Prepare("SELECT etag, payload FROM grain_state WHERE name = $name AND grain = $grain", "$name", "$grain");

        public StoredRecord? Read(string name, string grain)
        {
            using var row = select.With(name, grain).ExecuteReader();
            return row.Read() ? new StoredRecord(row.GetString(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)) : null;
        }

        public void Dispose()
        {
            select.Dispose();
            connection.Dispose();
        }
    }
}
