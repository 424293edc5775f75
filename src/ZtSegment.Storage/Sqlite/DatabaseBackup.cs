using Microsoft.Data.Sqlite;

namespace ZtSegment.Storage.Sqlite;

/// <summary>A copy of the database as it was at one moment, made while it is written (https://sqlite.org/backup.html).</summary>
internal static class DatabaseBackup
{
    /// <summary>Under its name only when it is whole, checked and on the disk.</summary>
    /// <exception cref="IOException">The target exists, cannot be written, or the copy is damaged.</exception>
    public static void Make(StateDatabase database, string target)
    {
        target = Path.GetFullPath(target);
        if (File.Exists(target))
            throw new IOException($"{target} is there already. A backup never overwrites a file: name another one.");
        var partial = target + ".partial";
        File.Delete(partial);
        try
        {
            PrivateFile.Open(partial, FileMode.CreateNew, FileShare.None).Dispose();
            Copy(database, partial);
            using (var file = File.Open(partial, FileMode.Open))
                file.Flush(flushToDisk: true);
            File.Move(partial, target, overwrite: false);
        }
        catch (SqliteException error)
        {
            File.Delete(partial);
            throw SqliteFailure.Of(error, error.SqliteErrorCode == 13 ? partial : database.Path);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static void Copy(StateDatabase database, string partial)
    {
        using var source = database.Connect();
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = partial, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        copy.Open();
        source.BackupDatabase(copy);
        // One file, without a log beside it.
        copy.Execute("PRAGMA journal_mode = DELETE");
        if (copy.Query<string>("PRAGMA quick_check") is not "ok" and var found)
            throw new IOException($"The backup of {database.Path} is damaged ({found}), so the database may be: keep older backups.");
    }
}
