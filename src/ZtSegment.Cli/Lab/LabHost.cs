using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Cli.Lab;

/// <summary>One network namespace of the lab.</summary>
/// <param name="Addresses">Its own, on its one link.</param>
/// <param name="Ruleset">What is loaded into it; null for none.</param>
internal sealed record LabHost(string Name, ImmutableArray<Address> Addresses, string? Ruleset);
