using Microsoft.Data.Sqlite;

namespace ZtSegment.Storage.Sqlite;

/// <summary>The database file: what is in it, how it is opened, and that nobody else has it open.</summary>
/// <remarks>
/// Write-ahead log (https://sqlite.org/wal.html): readers and the one writer do not wait for each other. <c>synchronous=FULL</c>: a commit has returned
/// only when it is on the disk. A null payload is a state that was cleared.
/// </remarks>
internal sealed class StateDatabase : IDisposable
{
    /// <summary>How long a statement waits for a lock that another process holds, before it fails.</summary>
    private const int BusySeconds = 2;

    /// <summary>"ZtSg", in the header of the file (https://sqlite.org/pragma.html#pragma_application_id).</summary>
    private const int ApplicationId = 0x5A745367;

    private const int SchemaVersion = 1;

    private readonly DatabaseLock held;

    private StateDatabase(string path, DatabaseLock held) => (Path, this.held) = (path, held);

    public string Path { get; }

    /// <exception cref="IOException">The file is open elsewhere, is no database of ours, or cannot be written.</exception>
    public static StateDatabase Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        PrivateFile.Ensure(path);
        var held = DatabaseLock.Take(path);
        try
        {
            var database = new StateDatabase(path, held);
            database.Prepare();
            return database;
        }
        catch (SqliteException error)
        {
            held.Dispose();
            throw SqliteFailure.Of(error, path);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A new connection, which is the caller's to end. Each belongs to one thread at a time.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ToString());
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = {64 << 20}; PRAGMA trusted_schema = OFF");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose() => held.Dispose();

    private void Prepare()
    {
        PrivateFile.Restrict(Path + "-wal");
        PrivateFile.Restrict(Path + "-shm");
        using var connection = Connect();
        var isNew = connection.Query<long>("SELECT count(*) FROM sqlite_schema") == 0;
        var application = connection.Query<long>("PRAGMA application_id");
        var version = connection.Query<long>("PRAGMA user_version");
        if (!isNew && application != ApplicationId)
            throw new IOException($"{Path} is a database of another program. Give the controller a path of its own.");
        if (version > SchemaVersion)
            throw new IOException($"{Path} was written by a newer version of the controller (schema {version}; this one knows {SchemaVersion}). Run that version, or restore an older backup.");
        connection.Execute("PRAGMA journal_mode = WAL");
        if (!isNew)
            return;
        connection.Execute($"""
            BEGIN IMMEDIATE;
            CREATE TABLE grain_state (
                name    TEXT NOT NULL,
                grain   TEXT NOT NULL,
                etag    TEXT NOT NULL,
                payload BLOB,
                PRIMARY KEY (name, grain)
            ) WITHOUT ROWID;
            PRAGMA application_id = {ApplicationId};
            PRAGMA user_version = {SchemaVersion};
            COMMIT
            """);
    }
}
