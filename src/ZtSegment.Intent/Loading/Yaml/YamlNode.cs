namespace ZtSegment.Language.Loading.Yaml;

internal enum YamlToken : byte
{
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    MappingStart,
    MappingEnd,
    SequenceStart,
    SequenceEnd,
    Scalar,

    /// <summary>In a recording only: the cursor puts what the alias stands for in its place.</summary>
    Alias,
}

/// <summary>One event of the stream, with its place: line and column from 1.</summary>
/// <param name="Text">Of a scalar; else empty.</param>
/// <param name="Alias">Of an alias: the recorded events that it stands for.</param>
internal readonly record struct YamlEvent(YamlToken Token, string Text, ScalarKind Kind, int Line, int Column, Range Alias = default);
