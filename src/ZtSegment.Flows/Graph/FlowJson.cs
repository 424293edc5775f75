using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ZtSegment.Language;

namespace ZtSegment.Flows.Graph;

/// <summary>Writes the flow graph as JSON: <c>{ "flows": [ ... ] }</c> with one edge per line, in the order given.</summary>
public static class FlowJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IEnumerable<FlowEdge> edges, Stream output)
    {
        output.Write("{\"flows\":["u8);
        WriteLines(edges, output);
        output.Write("]}\n"u8);
    }

    /// <summary>The entries of an array, each on a line of its own, and a line feed at the end where there is one.</summary>
    internal static void WriteLines(IEnumerable<FlowEdge> edges, Stream output)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(line, Options);
        var isFirst = true;
        foreach (var edge in edges)
        {
            line.ResetWrittenCount();
            json.Reset();
            Write(json, edge);
            json.Flush();
            output.Write(isFirst ? "\n"u8 : ",\n"u8);
            output.Write(line.WrittenSpan);
            isFirst = false;
        }

        if (!isFirst)
            output.Write("\n"u8);
    }

    /// <summary>One entry, UTF-8.</summary>
    public static byte[] Entry(FlowEdge edge)
    {
        var entry = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(entry, Options);
        Write(json, edge);
        json.Flush();
        return entry.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter json, FlowEdge edge)
    {
        json.WriteStartObject();
        WriteFields(json, edge);
        json.WriteEndObject();
    }

    internal static void WriteFields(Utf8JsonWriter json, FlowEdge edge)
    {
        Write(json, "source"u8, edge.Source);
        Write(json, "destination"u8, edge.Destination);
        json.WriteString("protocol"u8, edge.ProtocolWord);
        json.WriteStartArray("ports"u8);
        foreach (var range in edge.Ports.Ranges.Intervals)
        {
            json.WriteStartObject();
            json.WriteNumber("from"u8, range.From);
            json.WriteNumber("to"u8, range.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("policies"u8);
        foreach (var policy in edge.Policies)
            json.WriteStringValue(policy.Name);
        json.WriteEndArray();
        json.WriteBoolean("composed"u8, edge.IsComposed);
        if (edge.IsManagement)
            json.WriteBoolean("management"u8, true);
    }

    internal static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, Endpoint endpoint)
    {
        json.WriteStartObject(name);
        json.WriteString(WordOf(endpoint.Kind), endpoint.Name);
        if (!endpoint.Except.IsEmpty)
        {
            json.WriteStartArray("except"u8);
            foreach (var cidr in endpoint.Except)
                json.WriteStringValue(cidr.ToString());
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> WordOf(EndpointKind kind) => kind switch
    {
        EndpointKind.AddressGroup => "addressGroup"u8,
        EndpointKind.Cidr => "cidr"u8,
        EndpointKind.Segment => "segment"u8,
        EndpointKind.Selector => "selector"u8,
        _ => "workload"u8,
    };
}
