using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ZtSegment.Language;
using ZtSegment.Language.Loading;

namespace ZtSegment.Flows;

/// <summary>Reads one file of facts.</summary>
internal ref struct FactsFile
{
    private const int MaxPerFile = 100;
    private const string Fields = "`compliant`, `risk`, `quarantined`, `addresses` and `labels`";

    private readonly ReadOnlySpan<byte> utf8;
    private readonly string file;
    private readonly List<Diagnostic> diagnostics;
    private Utf8JsonReader json;
    private int reported;
    private int line = 1;
    private int lineStart;

    private FactsFile(SourceText source, List<Diagnostic> diagnostics)
    {
        utf8 = source.Utf8.Span.StartsWith(Encoding.UTF8.Preamble) ? source.Utf8.Span[Encoding.UTF8.Preamble.Length..] : source.Utf8.Span;
        file = source.File;
        this.diagnostics = diagnostics;
        json = new Utf8JsonReader(utf8);
    }

    public static List<(string Name, SourcePosition Position, WorkloadFacts Facts)> Read(SourceText source, List<Diagnostic> diagnostics)
    {
        var all = new List<(string, SourcePosition, WorkloadFacts)>();
        var reader = new FactsFile(source, diagnostics);
        try
        {
            reader.ReadAll(all);
        }
        catch (JsonException e)
        {
            var position = new SourcePosition(source.File, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1);
            diagnostics.Add(FactsReader.Of(DiagnosticRules.FactsShape, position, $"this is no JSON: {Plain(e)}", "check commas, quotes and braces up to here"));
        }
        catch (InvalidOperationException)
        {
            reader.Report(DiagnosticRules.FactsShape, "a text is not UTF-8, or half of a surrogate pair", "correct the text");
        }

        if (reader.reported > MaxPerFile)
            diagnostics.Add(FactsReader.Of(DiagnosticRules.MoreErrors, reader.Position(), $"and {reader.reported - MaxPerFile} more in this file", "fix the first ones; many may have one cause"));
        return all;
    }

    private void ReadAll(List<(string, SourcePosition, WorkloadFacts)> all)
    {
        json.Read();
        if (!Enter(JsonTokenType.StartObject, "the file", "an object of workload names"))
            return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (NextField(out var name))
        {
            var position = Position();
            var isNew = names.Add(name);
            if (!isNew)
                Report(DiagnosticRules.FactsShape, $"`{name}` stands twice", "keep one of them");
            json.Read();
            var facts = ReadWorkload(name);
            if (isNew && facts is not null)
                all.Add((name, position, facts));
        }

        while (json.Read())
        {
        }
    }

    /// <summary>What is null is not known, as if it were left out.</summary>
    private WorkloadFacts? ReadWorkload(string name)
    {
        if (json.TokenType == JsonTokenType.Null)
            return WorkloadFacts.Unknown;
        if (!Enter(JsonTokenType.StartObject, $"`{name}`", "an object of facts"))
            return null;
        var facts = WorkloadFacts.Unknown;
        var given = new HashSet<string>(StringComparer.Ordinal);
        while (NextField(out var field))
        {
            if (!given.Add(field))
                Report(DiagnosticRules.FactsShape, $"`{field}` stands twice", "keep one of them");
            if (field is not ("compliant" or "risk" or "quarantined" or "addresses" or "labels"))
                Report(DiagnosticRules.FactsShape, $"`{field}` is no fact", $"the facts are {Fields}");
            json.Read();
            switch (field)
            {
                case var _ when json.TokenType == JsonTokenType.Null:
                    break;
                case "compliant":
                    facts = facts with { Compliant = Flag(field) };
                    break;
                case "risk":
                    facts = facts with { Risk = ReadRisk() };
                    break;
                case "quarantined":
                    facts = facts with { Quarantined = Flag(field) ?? false };
                    break;
                case "addresses":
                    facts = facts with { Addresses = ReadAddresses() };
                    break;
                case "labels":
                    facts = facts with { Labels = ReadLabels() };
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return facts;
    }

    private Risk? ReadRisk()
    {
        switch (Text("risk"))
        {
            case "low":
                return Risk.Low;
            case "medium":
                return Risk.Medium;
            case "high":
                return Risk.High;
            case "critical":
                return Risk.Critical;
            case { } other:
                Report(DiagnosticRules.FactsValue, $"`risk` is `{other}`", "it is one of `low`, `medium`, `high` and `critical`");
                return null;
            case null:
                return null;
        }
    }

    private ImmutableArray<Address> ReadAddresses()
    {
        if (!Enter(JsonTokenType.StartArray, "`addresses`", "a list"))
            return [];
        var addresses = ImmutableArray.CreateBuilder<Address>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (Text("addresses") is not { } text)
                continue;
            if (!Address.TryParse(text, out var address))
                Report(DiagnosticRules.FactsValue, $"`{text}` is no IP address", "write an address without prefix length or zone");
            else if (WorkloadAddress.WhyNot(address) is { } reason)
                Report(DiagnosticRules.FactsValue, $"{text} is {reason}, which no workload's address can be", "leave it out");
            else if (!addresses.Contains(address))
                addresses.Add(address);
        }

        return addresses.DrainToImmutable();
    }

    private LabelSet ReadLabels()
    {
        if (!Enter(JsonTokenType.StartObject, "`labels`", "an object of texts"))
            return LabelSet.Empty;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        while (NextField(out var key))
        {
            if (!NameSyntax.IsLabelKey(key))
                Report(DiagnosticRules.FactsValue, $"`{key}` is no label key", "use letters, digits, `-`, `_` and `.`, as in documents");
            json.Read();
            if (Text(key) is not { } value)
                continue;
            if (!NameSyntax.IsLabelValue(value))
                Report(DiagnosticRules.FactsValue, $"`{value}` is no label value", "use at most 63 letters, digits, `-`, `_` and `.`");
            else if (!labels.TryAdd(key, value))
                Report(DiagnosticRules.FactsShape, $"`{key}` stands twice", "keep one of them");
        }

        return new LabelSet(labels);
    }

    private bool? Flag(string field)
    {
        if (json.TokenType is JsonTokenType.True or JsonTokenType.False)
            return json.GetBoolean();
        WrongType($"`{field}`", "true or false");
        return null;
    }

    private string? Text(string field)
    {
        if (json.TokenType == JsonTokenType.String)
            return json.GetString();
        WrongType($"`{field}`", "a text");
        return null;
    }

    private bool Enter(JsonTokenType start, string what, string expected)
    {
        if (json.TokenType == start)
            return true;
        WrongType(what, expected);
        return false;
    }

    private bool NextField(out string name)
    {
        json.Read();
        name = json.TokenType == JsonTokenType.PropertyName ? json.GetString()! : "";
        return json.TokenType == JsonTokenType.PropertyName;
    }

    private void WrongType(string what, string expected)
    {
        Report(DiagnosticRules.FactsShape, $"{what} is not {expected}", $"give {expected}, or leave the field out");
        json.Skip();
    }

    private void Report(DiagnosticRule rule, string message, string remedy)
    {
        if (++reported <= MaxPerFile)
            diagnostics.Add(FactsReader.Of(rule, Position(), message, remedy));
    }

    /// <summary>Of the current token, which only ever moves on.</summary>
    private SourcePosition Position()
    {
        var before = utf8[lineStart..(int)json.TokenStartIndex];
        line += before.Count((byte)'\n');
        lineStart += before.LastIndexOf((byte)'\n') + 1;
        return new SourcePosition(file, line, Encoding.UTF8.GetCharCount(utf8[lineStart..(int)json.TokenStartIndex]) + 1);
    }

    /// <summary>The parser's words without its own position, which counts from 0.</summary>
    private static string Plain(JsonException e)
    {
        var place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (place < 0 ? e.Message : e.Message[..place]).TrimEnd('.');
    }
}
