using System.Text;

namespace ZtSegment.Cli.Output;

/// <summary>Leaves out the blanks at the ends of lines that tables pad with: files and pipes want none.</summary>
internal sealed class TrimmedWriter(TextWriter inner) : TextWriter
{
    private int blanks;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        if (value == ' ')
        {
            blanks++;
            return;
        }

        if (value is not ('\n' or '\r'))
        {
            for (var i = 0; i < blanks; i++)
                inner.Write(' ');
        }

        blanks = 0;
        inner.Write(value);
    }

    public override void Flush() => inner.Flush();
}
