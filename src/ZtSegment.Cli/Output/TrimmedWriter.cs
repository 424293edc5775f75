using System.Text;

namespace ZtSegment.Cli.Output;

/// <summary>Leaves out the blanks at the ends of lines that tables pad with: files and pipes want none. Writes line by line.</summary>
internal sealed class TrimmedWriter(TextWriter inner) : TextWriter
{
    private readonly StringBuilder line = new();

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        if (value != '\n')
        {
            line.Append(value);
            return;
        }

        while (line.Length > 0 && line[^1] == ' ')
            line.Length--;
        inner.Write(line.Append(value));
        line.Clear();
    }

    public override void Write(string? value)
    {
        foreach (var c in value ?? "")
            Write(c);
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        foreach (var c in buffer)
            Write(c);
    }

    /// <summary>Blanks that a line may yet end with are kept back.</summary>
    public override void Flush()
    {
        var text = line.ToString();
        var kept = text.Length - text.TrimEnd(' ').Length;
        inner.Write(text[..^kept]);
        line.Clear().Append(' ', kept);
        inner.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Flush();
        base.Dispose(disposing);
    }
}
