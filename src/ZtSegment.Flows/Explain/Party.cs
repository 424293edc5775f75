using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows.Explain;

/// <summary>One end of the question: a workload, an address, or a workload at one of its addresses.</summary>
/// <param name="Asked">As it was asked for.</param>
/// <param name="Rows">The workload; every holder of a shared virtual address; none for an address that no workload has.</param>
/// <param name="Address">Null: any of the workload's addresses.</param>
public sealed record Party(string Asked, ImmutableArray<int> Rows, Address? Address)
{
    /// <summary>A workload by name, or an address; null where it is neither.</summary>
    public static Party? Find(Compilation compilation, string text)
    {
        if (compilation.Binder.FindRow(text) is { } row)
            return new Party(text, [row], null);
        if (!Language.Address.TryParse(text, out var address))
            return null;
        var addresses = compilation.Table.Addresses;
        return new Party(text, [.. Enumerable.Range(0, addresses.Length).Where(r => addresses[r].Contains(address))], address);
    }
}
