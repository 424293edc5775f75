using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Azure.Reading;

/// <summary>One entry of a side of a rule.</summary>
/// <param name="Text">As written.</param>
/// <param name="Prefix">As written, host bits included; null for <c>*</c> and for a service tag.</param>
public readonly record struct NsgAddress(string Text, Cidr? Prefix)
{
    public bool IsAnything => Text == "*";

    public bool IsTag => Prefix is null && !IsAnything;
}

/// <summary>Source or destination of a rule: the singular and the plural field together.</summary>
public sealed record NsgSide(NsgAddress? Single, ImmutableArray<NsgAddress> List)
{
    // First: what follows is made of it.
    private static readonly AddressSet Everything = AddressSet.From([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")]);

    public static NsgSide Anything { get; } = new(new NsgAddress("*", null), []);

    public static NsgSide OfTag(string tag) => new(new NsgAddress(tag, null), []);

    public IEnumerable<NsgAddress> Entries => Single is { } single ? List.Prepend(single) : List;

    public bool IsAnything { get; } = (Single?.IsAnything ?? false) || List.Any(e => e.IsAnything);

    /// <summary>The prefixes; every address for <c>*</c>; what service tags hold is not in it.</summary>
    public AddressSet Addresses { get; } = (Single?.IsAnything ?? false) || List.Any(e => e.IsAnything)
        ? Everything
        : AddressSet.From((Single is { } single ? List.Prepend(single) : List).Select(e => e.Prefix).OfType<Cidr>().Select(c => c.Masked));

    /// <summary>Service tags, in lower case: Azure compares them without letter case.</summary>
    public ImmutableArray<string> Tags { get; } =
        [.. (Single is { } single ? List.Prepend(single) : List).Where(e => e.IsTag).Select(e => e.Text.ToLowerInvariant()).Distinct()];
}
