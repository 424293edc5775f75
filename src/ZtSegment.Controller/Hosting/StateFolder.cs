namespace ZtSegment.Controller.Hosting;

/// <summary>The folder of one controller's state, for its user alone.</summary>
internal sealed record StateFolder(string Path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static string Default => Environment.IsPrivilegedProcess ? "/var/lib/ztsegment"
        : System.IO.Path.Combine(
            Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } home
                ? home
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/state"),
            "ztsegment");

    public string Database => In("state.db");

    public string TokenFile => In("admin.token");

    public string AgentSocket => In("agents.sock");

    /// <summary>A name for a copy of the database, in a folder that is there.</summary>
    public string NewBackup(DateTimeOffset now) =>
        System.IO.Path.Combine(Directory.CreateDirectory(In("backups"), OwnerOnly).FullName, $"{now.UtcDateTime:yyyyMMdd'T'HHmmss.fff'Z'}.db");

    private string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the folder if needed, and holds it until the process ends, however it ends.</summary>
    /// <exception cref="StartRefusedException">Others may look into it, or another controller has it.</exception>
    public IDisposable Claim()
    {
        Directory.CreateDirectory(Path, OwnerOnly);
        if ((File.GetUnixFileMode(Path) & Others) != 0)
            throw new StartRefusedException($"{Path}: others may look into it, and it holds the administrator's token; run `chmod 700 {Path}`");
        try
        {
            return new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StartRefusedException($"{Path}: another controller has this state folder; end it, or name another folder with --state");
        }
    }
}
