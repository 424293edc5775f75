using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Azure.Reading;

/// <summary>One entry of a side of a rule.</summary>
/// <param name="Text">As written.</param>
/// <param name="Prefix">As written, host bits included; null for <c>*</c> and for a service tag.</param>
/// <param name="IsListed">Whether it stands in the plural field, where Azure takes addresses and prefixes only.</param>
public readonly record struct NsgAddress(string Text, Cidr? Prefix, bool IsListed)
{
    public bool IsAnything => Text == "*";

    public bool IsTag => Prefix is null && !IsAnything;
}

/// <summary>Source or destination of a rule: the singular and the plural field together.</summary>
public sealed record NsgSide(ImmutableArray<NsgAddress> Entries)
{
    // First: what follows is made of it.
    private static readonly AddressSet Everything = AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]);

    public static NsgSide Anything { get; } = Of("*");

    public bool IsAnything { get; } = Entries.Any(e => e.IsAnything);

    /// <summary>The prefixes; every address for <c>*</c>; what service tags hold is not in it.</summary>
    public AddressSet Addresses { get; } = Entries.Any(e => e.IsAnything)
        ? Everything
        : AddressSet.From(Entries.Select(e => e.Prefix).OfType<Cidr>().Select(c => c.Masked));

    /// <summary>Service tags, in lower case: Azure compares them without letter case.</summary>
    public ImmutableArray<string> Tags { get; } = [.. Entries.Where(e => e.IsTag).Select(e => e.Text.ToLowerInvariant()).Distinct()];

    /// <summary><c>*</c> or a service tag alone.</summary>
    public static NsgSide Of(string word) => new([new NsgAddress(word, null, IsListed: false)]);
}
