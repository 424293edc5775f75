namespace ZtSegment.Cli.Estates;

/// <summary>How a command writes its answer; each command takes some of them.</summary>
internal enum OutputFormat
{
    Text,
    Json,
    Sarif,
    Dot,
    Mermaid,
    Markdown,
}
