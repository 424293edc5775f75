using System.Security.Cryptography;

namespace ZtSegment.Agent.Enforcement;

/// <summary>What the kernel holds of our table.</summary>
/// <param name="Digest">Of its meaning, the grace of a first load left out; empty where there is no table, or its meaning cannot be told.</param>
/// <param name="Listing">UTF-8; empty where there is no table.</param>
internal sealed record TableReading(byte[] Digest, byte[] Listing)
{
    /// <summary>The same for tables of one meaning; where the meaning cannot be told, for tables that are the same to the letter.</summary>
    public byte[] Fingerprint => Digest.Length > 0 ? Digest : SHA256.HashData(Listing);
}
