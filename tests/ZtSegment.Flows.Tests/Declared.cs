using System.Text;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests;

/// <summary>Small estates written as documents, all in one file.</summary>
internal static class Declared
{
    public const string FileName = "estate.yaml";

    public static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="ArgumentException">The documents do not load.</exception>
    public static Compilation Compiled(string yaml, EstateFacts? facts = null)
    {
        var loaded = IntentLoader.Load([new SourceText(FileName, Encoding.UTF8.GetBytes(yaml))]);
        return loaded.Intent is { } intent
            ? Compiler.Compile(intent, facts ?? EstateFacts.None, Now, PolicyIds.ByOrderOfNames(intent))
            : throw new ArgumentException(string.Join('\n', loaded.Diagnostics), nameof(yaml));
    }

    /// <summary>Documents with fewer words: kind, name, then the spec; <c>labels: {...}</c> may lead the spec.</summary>
    public static string Document(string kind, string name, string spec, string labels = "{}") => $$"""
        ---
        apiVersion: ztsegment/v1
        kind: {{kind}}
        metadata: { name: {{name}}, labels: {{labels}} }
        spec: {{spec}}

        """;

    /// <summary>A workload that its own Linux host enforces.</summary>
    public static string Linux(string name, string addresses, string labels = "{}", string more = "") =>
        Document("Workload", name, $"{{ addresses: [{addresses}], enforcement: {{ linux: {{ host: {name} }} }}{More(more)} }}", labels);

    /// <summary>A workload behind a network security group.</summary>
    public static string Azure(string name, string addresses, string labels = "{}", string nsg = "nsg-1", string more = "") =>
        Document("Workload", name, $"{{ addresses: [{addresses}], enforcement: {{ azure: {{ nsg: {NsgId(nsg)} }} }}{More(more)} }}", labels);

    public static string Unmanaged(string name, string addresses, string labels = "{}", string more = "") =>
        Document("Workload", name, $"{{ addresses: [{addresses}]{More(more)} }}", labels);

    public static string NsgId(string nsg) =>
        $"/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/test/providers/Microsoft.Network/networkSecurityGroups/{nsg}";

    public static string Segment(string name, string selector, string more = "") => Document("Segment", name, $"{{ selector: {selector}{More(more)} }}");

    public static string App(string app) => $"{{ matchLabels: {{ app: {app} }} }}";

    public static string Policy(string name, string from, string to, string ports, string more = "") =>
        Document("FlowPolicy", name, $"{{ from: [{from}], to: [{to}], ports: [{ports}]{More(more)} }}");

    private static string More(string more) => more.Length == 0 ? "" : $", {more}";
}
