using System.IO.Hashing;
using System.Text;
using ZtSegment.Cluster.Contracts;

namespace ZtSegment.Cluster.Facts;

/// <summary>Says whether two places know the same versions: the sum of what each workload gives, in any order. No protection against forgery.</summary>
internal static class FactsDigest
{
    public static ulong Of(VersionedFacts facts) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(facts.Workload), facts.Version);
}
