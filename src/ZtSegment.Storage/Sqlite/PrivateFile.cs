namespace ZtSegment.Storage.Sqlite;

/// <summary>Files that only their owner may read: mode 0600 from the first moment.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    public static void Write(string path, string text)
    {
        using var file = Open(path, FileMode.Create, FileShare.Read);
        using var writer = new StreamWriter(file);
        writer.Write(text);
    }

    /// <summary>Makes the folder (0700) and the file if they are not there, and takes away what others may do with the file.</summary>
    public static void Ensure(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        Open(path, FileMode.OpenOrCreate, FileShare.ReadWrite).Dispose();
        Restrict(path);
    }

    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path))
            File.SetUnixFileMode(path, OwnerOnly);
    }
}
