using ZtSegment.Linux.Kernel;

namespace ZtSegment.Agent.Enforcement;

/// <summary>Where one agent, and no second one, keeps what outlasts it.</summary>
internal sealed class StateFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersMayWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly string knownGood;
    private readonly FileStream held;

    private StateFolder(string path, FileStream held) => (knownGood, this.held) = (Path.Combine(path, "last-known-good.nft"), held);

    /// <exception cref="IOException">Another agent has it, others may write to it, or the disk refused.</exception>
    public static StateFolder Open(string path)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        if ((File.GetUnixFileMode(path) & OthersMayWrite) != 0)
            throw new IOException($"{path}: others may write here, and so choose this host's ruleset: chmod go-w it");
        try
        {
            return new StateFolder(path, new FileStream(Path.Combine(path, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new IOException($"{path}: another agent runs with this state folder ({e.Message})", e);
        }
    }

    /// <summary>Nothing, where there is none yet; null where what is there is not what was written.</summary>
    public KnownGood? Read() => File.Exists(knownGood) ? KnownGood.FromFile(File.ReadAllBytes(knownGood)) : KnownGood.Nothing;

    /// <exception cref="IOException">The disk refused; what was kept before is kept still.</exception>
    public void Keep(KnownGood known) => WholeFile.Write(knownGood, known.ToFile());

    public void Dispose() => held.Dispose();
}
