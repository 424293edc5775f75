using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace ZtSegment.Controller.Clustering;

/// <summary>Mutual TLS between silos: whoever can talk to a silo commands it, so both ends show a certificate of the silos' authority, or there is no connection.</summary>
internal static class SiloTls
{
    /// <exception cref="CryptographicException">A file holds no certificate, or no key for it.</exception>
    public static void Add(ISiloBuilder silo, ClusterSettings settings)
    {
        var own = new CertificateFile(settings.Certificate);
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(settings.Authority);
        silo.UseTls(tls =>
        {
            tls.LocalCertificate = own.Current;
            tls.LocalServerCertificateSelector = (_, _) => own.Current;
            tls.LocalClientCertificateSelector = (_, _, _, _, _) => own.Current;
            tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (certificate, chain, _) => IsSilo(certificate, chain, authority, settings.SiloName);
            tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = settings.SiloName;
        });
    }

    /// <summary>By this authority and no other that the machine trusts.</summary>
    private static bool IsSilo(X509Certificate2? certificate, X509Chain? sent, X509Certificate2Collection authority, string name)
    {
        if (certificate is null || !certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false))
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(e => e.Certificate).ToArray());
        return chain.Build(certificate);
    }
}
