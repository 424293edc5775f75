using System.Text.Encodings.Web;
using System.Text.Json;

namespace ZtSegment.Cli.Output;

/// <summary>JSON for machines, indented, one line feed at its end, on standard output.</summary>
internal static class JsonOutput
{
    public static void Write(Action<Utf8JsonWriter> write)
    {
        using var stream = Console.OpenStandardOutput();
        Write(stream, write);
    }

    public static void Write(Stream stream, Action<Utf8JsonWriter> write)
    {
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
            write(writer);
        stream.WriteByte((byte)'\n');
    }
}
