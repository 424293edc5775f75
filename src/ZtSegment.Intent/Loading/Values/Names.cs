namespace ZtSegment.Language.Loading;

/// <summary>Reads names of documents, references to them, and hosts.</summary>
internal static class Names
{
    private const string Form = "lower-case letters, digits and `-`, in words joined by `.`, at most 253 characters, first and last a letter or digit";

    public static string? Name(DocumentReader reader, string what)
    {
        var at = reader.Yaml.Current;
        var name = reader.Text(what);
        if (name is null || NameSyntax.IsSubdomain(name))
            return name;
        var lower = name.ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
        reader.Report(
            DiagnosticRules.Name, at, $"{what} is `{name.Shown()}`, which is no DNS subdomain name",
            lower != name && NameSyntax.IsSubdomain(lower) ? $"write `{lower}`" : $"use {Form}");
        return null;
    }

    public static string? Reference(DocumentReader reader, DocumentKind kind, string what)
    {
        var at = reader.Yaml.Current;
        var name = Name(reader, what);
        if (name is null)
            return null;
        name = reader.Interned.Text(name);
        reader.Part.References.Add(new NamePlace(kind, name, at.Line, at.Column));
        return name;
    }
}
