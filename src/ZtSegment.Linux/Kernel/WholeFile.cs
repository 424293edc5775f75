using System.Runtime.Versioning;

namespace ZtSegment.Linux.Kernel;

/// <summary>A file that is there whole, as it was or as it is to be, whenever the machine stops.</summary>
[UnsupportedOSPlatform("windows")]
public static class WholeFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes it anew, readable by its owner alone; once this returns it outlasts a loss of power.</summary>
    /// <exception cref="IOException">The disk refused; the file is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var next = $"{path}.next";
        File.Delete(next);
        using (var file = new FileStream(next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Mode }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        Keep(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>The new name, too: it is part of the folder.</summary>
    private static void Keep(string folder)
    {
        var descriptor = Libc.Open(folder);
        var isKept = descriptor >= 0 && Libc.Synchronize(descriptor) == 0;
        var error = Libc.LastError();
        if (descriptor >= 0)
            _ = Libc.Close(descriptor);
        if (!isKept)
            throw new IOException($"{folder}: {error}");
    }
}
