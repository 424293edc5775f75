using SharpYaml;

namespace ZtSegment.Language.Loading;

/// <summary>Says what the parser's exception means to whoever wrote the text.</summary>
internal static class SyntaxMessage
{
    public static void Report(DiagnosticSink sink, YamlException e, string text, int firstLine)
    {
        var at = e.Start.Index < text.Length ? text[e.Start.Index] : '\0';
        sink.Report(
            DiagnosticRules.Syntax, e.Start.Line + firstLine, e.Start.Column + 1, $"this is no YAML: {Plain(e)}", at switch
            {
                '\t' => "indent with spaces: YAML allows no tabs there",
                ':' => "quote a text that has `: ` in it or begins or ends with `:`, as some IPv6 addresses do",
                '*' or '&' or '!' or '%' or '@' or '`' => $"quote a text that begins with `{at}`",
                _ => "check brackets, quotes and indentation up to here",
            });
    }

    /// <summary>The parser's words without its own positions, which count from 0.</summary>
    private static string Plain(YamlException e)
    {
        var message = e.Message;
        var behindPlaces = message.LastIndexOf("): ", StringComparison.Ordinal);
        if (message.StartsWith('(') && behindPlaces >= 0)
            message = message[(behindPlaces + 3)..];
        message = message.TrimEnd('.').Replace(",  ", ", ", StringComparison.Ordinal).Shown(longest: 200);
        return message.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(message[0]) + message[1..];
    }
}
