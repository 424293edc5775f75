namespace ZtSegment.Benchmarks.Estates;

/// <summary>How large a generated estate is, and which one of that size.</summary>
/// <param name="Workloads">At least as many as segments, at most a million: there are no more addresses.</param>
/// <param name="Segments">At most 25,000.</param>
/// <param name="Policies">At most 75,000; from 40,000 calls on their ports repeat.</param>
/// <param name="Seed">The same seed gives the same bytes.</param>
public sealed record EstateOptions(int Workloads, int Segments, int Policies, int Seed = 1);
