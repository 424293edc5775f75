namespace ZtSegment.Language.Loading.Yaml;

/// <summary>The rest of a document cannot be read. Beside the parser's own exception, so that both end at the same place, as a diagnostic.</summary>
internal sealed class UnreadableDocumentException(DiagnosticRule rule, int line, int column, string message, string remedy) : Exception(message)
{
    public DiagnosticRule Rule => rule;

    public int Line => line;

    public int Column => column;

    public string Remedy => remedy;
}
