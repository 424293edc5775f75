using Microsoft.Data.Sqlite;

namespace ZtSegment.Storage.Sqlite;

/// <summary>Result codes of SQLite (https://sqlite.org/rescode.html) as sentences for who runs the controller.</summary>
internal static class SqliteFailure
{
    public static IOException Of(SqliteException error, string path) => new(error.SqliteErrorCode switch
    {
        5 or 6 => $"The database {path} is locked by another process (a shell or a backup that holds a transaction?). Nothing was written; end that process.",
        8 => $"The database {path} cannot be written: file, folder or file system are read-only. Nothing was written.",
        11 or 26 => $"{path} is damaged or is no database ({error.Message}). Stop the controller and restore a backup.",
        13 => $"The disk that holds {path} is full. Nothing was written; free some space.",
        14 => $"The database {path} cannot be opened: its folder is missing, or this user may not write there.",
        _ => $"The database {path} failed: {error.Message}. Nothing was acknowledged.",
    }, error);
}
