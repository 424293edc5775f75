using System.Buffers;

namespace ZtSegment.Linux.Rendering;

/// <summary>Text that grows in rented memory: rulesets run to millions of characters.</summary>
internal sealed class TextBuffer : IDisposable
{
    private char[] text = ArrayPool<char>.Shared.Rent(1 << 16);

    public int Length { get; private set; }

    public void Append(ReadOnlySpan<char> more)
    {
        more.CopyTo(Room(more.Length));
        Length += more.Length;
    }

    public void Append<T>(T value)
        where T : ISpanFormattable
    {
        const int Longest = 64;
        if (!value.TryFormat(Room(Longest), out var written, default, null))
            throw new ArgumentException($"{typeof(T).Name} writes more than {Longest} characters", nameof(value));
        Length += written;
    }

    public void TakeBackTo(int length) => Length = length;

    public override string ToString() => new(text, 0, Length);

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(text);
        text = [];
    }

    private Span<char> Room(int more)
    {
        if (text.Length - Length < more)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(text.Length * 2, Length + more));
            text.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<char>.Shared.Return(text);
            text = larger;
        }

        return text.AsSpan(Length);
    }
}
