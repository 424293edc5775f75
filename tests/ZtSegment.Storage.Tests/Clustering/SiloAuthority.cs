using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>An authority of the test's own, and certificates by it, as PEM files.</summary>
internal sealed class SiloAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;
    private readonly string folder;

    public SiloAuthority(string folder, string name)
    {
        this.folder = folder;
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(2));
        File = Path.Combine(folder, $"{name}.pem");
        System.IO.File.WriteAllText(File, root.ExportCertificatePem());
    }

    /// <summary>The root's certificate.</summary>
    public string File { get; }

    /// <summary>A certificate and its key.</summary>
    public string Issue(string file, string dnsName = "silo.ztsegment", int validForMinutes = 600)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silo", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(root, DateTimeOffset.UtcNow.AddMinutes(-30), DateTimeOffset.UtcNow.AddMinutes(validForMinutes), RandomNumberGenerator.GetBytes(8));
        var path = Path.Combine(folder, file);
        System.IO.File.WriteAllText(path, $"{issued.ExportCertificatePem()}\n{own.ExportPkcs8PrivateKeyPem()}\n");
        return path;
    }

    public void Dispose()
    {
        root.Dispose();
        key.Dispose();
    }
}
