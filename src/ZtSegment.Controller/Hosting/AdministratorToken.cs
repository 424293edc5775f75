using System.Security.Cryptography;
using System.Text;

namespace ZtSegment.Controller.Hosting;

/// <summary>The local administrator's token: 32 random bytes in hexadecimal, in a file that its owner alone may read.</summary>
internal sealed class AdministratorToken
{
    private const int Bytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] hash;

    private AdministratorToken(string token) => hash = Hash(token);

    /// <summary>Reads the token, or makes one where there is none.</summary>
    /// <exception cref="StartRefusedException">The file holds no token, or others may read it.</exception>
    public static AdministratorToken Open(string file)
    {
        if (!File.Exists(file))
            Make(file);
        if ((File.GetUnixFileMode(file) & ~OwnerOnly) != 0)
            throw new StartRefusedException($"{file}: others may read the administrator's token; delete the file, and the next start makes another token");
        var token = File.ReadAllText(file).Trim();
        return token.Length == Bytes * 2 && token.All(char.IsAsciiHexDigitLower)
            ? new AdministratorToken(token)
            : throw new StartRefusedException($"{file}: this is no token of {Bytes} bytes in hexadecimal; delete the file, and the next start makes another token");
    }

    /// <summary>Takes the same time for every wrong text: digests are compared, and all of them.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(hash, Hash(text));

    /// <summary>Whole or not at all: a start that was cut short leaves no half token.</summary>
    private static void Make(string file)
    {
        var unfinished = file + ".new";
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)) + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
