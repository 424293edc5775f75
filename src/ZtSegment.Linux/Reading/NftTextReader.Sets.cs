using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ZtSegment.Language;

namespace ZtSegment.Linux.Reading;

public sealed partial class NftTextReader
{
    private void ReadSet(string name, bool isMap)
    {
        Expect("{");
        NftKey? key = null;
        var (hasValues, isInterval, ends) = (false, false, NftElement.Never);
        SetDraft? set = null;
        for (SkipSeparators(); !scanner.Is("}"); SkipSeparators())
        {
            var part = TakeWord("a part of a set");
            if (set is not null && part is not ("elements" or "comment"))
                throw new NftProblemException($"`{part}` of a set after its elements");
            switch (part)
            {
                case "type":
                    (key, hasValues) = ReadTypes(() => TypeNamed(TakeWord("a type")));
                    break;
                case "typeof":
                    (key, hasValues) = ReadTypes(() => NftFields.TypeOf(ReadField()));
                    break;
                case "flags":
                    do
                    {
                        if (scanner.Is(","))
                            scanner.Move();
                        isInterval |= Flag(TakeWord("a flag"));
                    }
                    while (scanner.Is(","));
                    break;
                case "timeout":
                    ends = TakeDuration();
                    if (ends == TimeSpan.Zero)
                        throw new NftProblemException($"the timeout of set `{name}` is 0, which is none");
                    break;
                case "gc-interval":
                    TakeDuration();
                    break;
                case "policy":
                    scanner.Move();
                    break;
                case "counter":
                    break;
                case "comment":
                    scanner.Move();
                    break;
                case "elements":
                    set ??= Declare();
                    Expect("=");
                    MoveInto();
                    ReadElements(set);
                    break;
                default:
                    throw new NftProblemException($"`{part}` of a set is not modelled");
            }
        }

        set ??= Declare();
        scanner.Move();

        SetDraft Declare()
        {
            if (key is not { } known)
                throw new NftProblemException($"set `{name}` has no type");
            if (hasValues != isMap)
                throw new NftProblemException($"`{name}`: a map has values, a set has none");
            return draft.DeclareSet(name, known, isMap, isInterval, ends);
        }
    }

    private static bool Flag(string flag) => flag switch
    {
        "interval" => true,
        "timeout" or "constant" => false,
        _ => throw new NftProblemException($"flag `{flag}` of a set is not modelled"),
    };

    private (NftKey Key, bool HasValues) ReadTypes(Func<NftType> read)
    {
        var types = ImmutableArray.CreateBuilder<NftType>();
        types.Add(read());
        while (scanner.Is("."))
        {
            scanner.Move();
            types.Add(read());
        }

        if (!scanner.Is(":"))
            return (new NftKey(types.ToImmutable()), false);
        scanner.Move();
        return scanner.Is("verdict") ? throw new NftProblemException("a map of verdicts is not modelled")
            : read() == NftType.Mark ? (new NftKey(types.ToImmutable()), true)
            : throw new NftProblemException("a map to anything but marks is not modelled");
    }

    private static NftType TypeNamed(string name) =>
        NftFields.Named(name) ?? throw new NftProblemException($"type `{name}` is not modelled");

    /// <summary>Elements and their closing brace; a trailing comma is fine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadElements(SetDraft set)
    {
        while (!scanner.Is("}"))
        {
            var plain = new PlainElement(scanner.Rest);
            if (plain.TryRead(set.Key, set.IsMap, set.Ends, out var element))
                scanner.Skip(plain.Length);
            else
                element = ReadElement(set.Key, set.IsMap, set.Ends);
            set.Add(element);
            if (scanner.Is(","))
                scanner.MoveOverLines();
            else if (!scanner.Is("}"))
                throw Unexpected("`,` or `}`");
        }

        scanner.Move();
        isEmpty = false;
    }

    /// <param name="isOverLines">Whether it stands in braces, where lines break freely and options follow.</param>
    private NftElement ReadElement(NftKey key, bool isMap, TimeSpan ends, bool isOverLines = true)
    {
        var wide = key.Wide;
        Interval<UInt128> address = default;
        Interval<ushort> first = default, second = default;
        for (int i = 0, narrow = 0; i < key.Types.Length; i++)
        {
            if (i > 0)
            {
                if (!scanner.Is("."))
                    throw Unexpected("`.` between the parts of a key");
                scanner.MoveOverLines();
            }

            var range = ReadRange(key.Types[i]);
            if (isOverLines)
                SkipLines();
            if (i == wide)
                address = range;
            else if (narrow++ == 0)
                first = new((ushort)range.From, (ushort)range.To);
            else
                second = new((ushort)range.From, (ushort)range.To);
        }

        while (isOverLines && scanner.Kind == NftTokenKind.Word)
            ends = ReadElementOption(ends);
        if (!isMap)
            return new NftElement(address, first, second, 0, ends);
        if (!scanner.Is(":"))
            throw Unexpected("`:` and a mark");
        scanner.MoveOverLines();
        var value = ReadRange(NftType.Mark);
        SkipLines();
        return value.IsSingle
            ? new NftElement(address, first, second, (uint)value.From, ends)
            : throw new NftProblemException("a map gives a range of marks");
    }

    private TimeSpan ReadElementOption(TimeSpan ends)
    {
        if (scanner.Is("timeout"))
        {
            scanner.Move();
            ends = TakeDuration();
            if (ends == TimeSpan.Zero)
                throw new NftProblemException("a timeout of 0 is none in some kernels");
        }
        else if (scanner.Is("comment"))
        {
            SkipComment();
        }
        else if (scanner.Is("counter"))
        {
            scanner.Move();
            SkipCounts();
        }
        else
        {
            throw Unexpected("`,` or `}`");
        }

        SkipLines();
        return ends;
    }

    private void SkipLines()
    {
        if (scanner.Kind == NftTokenKind.NewLine)
            scanner.MoveOverLines();
    }

    /// <summary>One value, a prefix, or an inclusive range.</summary>
    private Interval<UInt128> ReadRange(NftType type)
    {
        var from = ReadValue(type);
        if (scanner.Is("/") && type is NftType.Ipv4Address or NftType.Ipv6Address)
        {
            scanner.Move();
            return ReadPrefix(type, from);
        }

        if (!scanner.Is("-"))
            return new Interval<UInt128>(from, from);
        scanner.Move();
        var to = ReadValue(type);
        return from <= to ? new Interval<UInt128>(from, to) : throw new NftProblemException("a range ends before it begins");
    }

    private Interval<UInt128> ReadPrefix(NftType type, UInt128 address)
    {
        var bits = type == NftType.Ipv4Address ? 32 : 128;
        if (!NftValues.TryNumber(scanner.Token, out var length) || (int)Math.Min(length, 200) is var prefix && prefix > bits)
            throw Unexpected("a prefix length");
        scanner.Move();
        var cidr = new Cidr(new Address(type == NftType.Ipv4Address ? IpFamily.V4 : IpFamily.V6, address), prefix);
        return cidr.Masked.Range;
    }

    private UInt128 ReadValue(NftType type)
    {
        if (scanner.Kind is not (NftTokenKind.Word or NftTokenKind.String))
            throw Unexpected("a value");
        var value = NftValues.Of(type, scanner.Token) ?? throw Unexpected($"a value of type {type}");
        scanner.Move();
        return value;
    }

    private TimeSpan TakeDuration()
    {
        if (scanner.Kind is not (NftTokenKind.Word or NftTokenKind.String) || NftValues.Duration(scanner.Token) is not { } duration)
            throw Unexpected("a duration");
        scanner.Move();
        return duration;
    }
}
