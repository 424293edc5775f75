using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Loading;

/// <summary>Goes over the known fields of one mapping, the cursor at each field's value; reports unknown and repeated ones, and those that are missing.</summary>
internal ref struct FieldReader
{
    private readonly DocumentReader reader;
    private readonly FieldTable table;
    private uint seen;

    /// <param name="what">As messages call the value, where it is no mapping.</param>
    public FieldReader(DocumentReader reader, FieldTable table, string what)
    {
        this.reader = reader;
        this.table = table;
        Line = reader.Yaml.Current.Line;
        Column = reader.Yaml.Current.Column;
        IsMapping = reader.EnterMapping(what);
    }

    /// <summary>False where the value was something else, which is reported and passed.</summary>
    public bool IsMapping { get; }

    /// <summary>Whether a field was unknown, so that it may have been meant as one that is missing.</summary>
    public bool HasUnknown { get; private set; }

    /// <summary>Where the mapping begins.</summary>
    public int Line { get; }

    public int Column { get; }

    /// <summary>Where the current field's key stands.</summary>
    public int KeyLine { get; private set; }

    public int KeyColumn { get; private set; }

    public bool Next(out int field)
    {
        field = -1;
        while (IsMapping && reader.NextKey(out var key))
        {
            field = table.IndexOf(key.Text);
            if (field >= 0 && (seen & 1u << field) == 0)
            {
                seen |= 1u << field;
                (KeyLine, KeyColumn) = (key.Line, key.Column);
                return true;
            }

            if (field >= 0)
            {
                reader.Report(DiagnosticRules.DuplicateKey, key, $"`{key.Text}` stands twice in {table.Owner}", "keep one of them");
            }
            else
            {
                HasUnknown = true;
                reader.Report(DiagnosticRules.UnknownField, key, $"{table.Owner} has no field `{key.Text.Shown()}`", UnknownRemedy(key.Text));
            }

            reader.Yaml.Skip();
        }

        return false;
    }

    public readonly bool Has(int field) => (seen & 1u << field) != 0;

    /// <summary>Reports each of the fields that is missing.</summary>
    public readonly void Require(params ReadOnlySpan<int> fields)
    {
        foreach (var field in fields)
        {
            if (IsMapping && !Has(field))
                reader.Report(DiagnosticRules.MissingField, Line, Column, $"{table.Owner} lacks `{table[field]}`", $"add `{table[field]}`");
        }
    }

    private readonly string UnknownRemedy(string key) =>
        Peers.RemedyForForeignPeer(table, key)
        ?? (Suggestion.For(key, table.Fields) is { } near ? $"did you mean `{near}`?" : $"remove it; the fields are {table.Fields.Listed()}");
}
