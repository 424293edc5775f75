using System.Security.Cryptography.X509Certificates;

namespace ZtSegment.Controller.Clustering;

/// <summary>A certificate with its key in one PEM file, read again when the file has changed: it is renewed without a restart.</summary>
internal sealed class CertificateFile
{
    private readonly Lock gate = new();
    private readonly string path;
    private X509Certificate2 read;
    private DateTime written;

    /// <exception cref="System.Security.Cryptography.CryptographicException">There is no certificate with a key in it.</exception>
    public CertificateFile(string path)
    {
        this.path = path;
        written = File.GetLastWriteTimeUtc(path);
        read = X509Certificate2.CreateFromPemFile(path);
    }

    /// <summary>The newest that could be read; a file that is being written does not count yet.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (gate)
            {
                if (File.GetLastWriteTimeUtc(path) is var now && now != written)
                    TryRead(now);
                return read;
            }
        }
    }

    private void TryRead(DateTime now)
    {
        try
        {
            read = X509Certificate2.CreateFromPemFile(path);
            written = now;
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or IOException)
        {
        }
    }
}
