namespace ZtSegment.Language;

/// <summary>The JSON Schema (draft 7) of one document: its shape and the forms of its values, for editors. What they mean together is for <see cref="IntentLoader"/>.</summary>
public static class LanguageSchema
{
    private const string Resource = "language.schema.json";

    /// <summary>UTF-8 text of the schema.</summary>
    public static string Json
    {
        get
        {
            using var stream = typeof(LanguageSchema).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"the resource {Resource} is missing");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
