using System.Diagnostics;
using System.Globalization;

namespace ZtSegment.Storage.Sqlite;

/// <summary>Keeps a second process out of a database, for as long as this one lives (flock(2): also after <c>kill -9</c>).</summary>
/// <remarks>Two files stand beside the database: <c>.lock</c> is locked and empty, <c>.owner</c> says who holds it.</remarks>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream held;

    private DatabaseLock(FileStream held) => this.held = held;

    /// <exception cref="IOException">Another process has the database open, or the folder cannot be written.</exception>
    public static DatabaseLock Take(string database)
    {
        var held = Open(database);
        try
        {
            using var process = Process.GetCurrentProcess();
            var since = process.StartTime.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture);
            PrivateFile.Write(OwnerOf(database), $"process {process.Id} ({process.ProcessName}) on {Environment.MachineName}, started {since}");
            return new DatabaseLock(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose() => held.Dispose();

    private static FileStream Open(string database)
    {
        try
        {
            return PrivateFile.Open(database + ".lock", FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException error) when (File.Exists(database + ".lock"))
        {
            throw new IOException(
                $"The database {database} is open in another process: {Owner(database)}. One controller has one database: stop the other one, or give this one a path of its own.", error);
        }
    }

    private static string Owner(string database)
    {
        try
        {
            return File.ReadAllText(OwnerOf(database));
        }
        catch (IOException)
        {
            return "it has not said which";
        }
    }

    private static string OwnerOf(string database) => database + ".owner";
}
