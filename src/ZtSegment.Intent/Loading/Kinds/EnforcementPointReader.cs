namespace ZtSegment.Language.Loading;

internal static class EnforcementPointReader
{
    private const int NsgField = 0;
    private const int OwnershipField = 1;
    private const int AdoptField = 2;
    private const int CreateField = 3;

    private static readonly FieldTable Spec = new("the spec of an EnforcementPoint", "nsg", "ownership", "adopt", "create");

    public static EnforcementPointDocument Read(DocumentReader reader, DocumentHeader header)
    {
        var nsg = "";
        var ownership = NsgOwnership.Exclusive;
        var adopt = false;
        var create = false;
        var fields = new FieldReader(reader, Spec, "`spec`");
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case NsgField:
                    nsg = ReadNsg(reader, header.Name);
                    break;
                case OwnershipField:
                    ownership = (NsgOwnership?)reader.Word("`ownership`", "exclusive", "shared") ?? ownership;
                    break;
                case AdoptField:
                    adopt = reader.Flag("`adopt`") ?? false;
                    break;
                case CreateField:
                    create = reader.Flag("`create`") ?? false;
                    break;
            }
        }

        fields.Require(NsgField);
        return new EnforcementPointDocument(header, nsg, ownership, adopt, create);
    }

    private static string ReadNsg(DocumentReader reader, string owner)
    {
        var at = reader.Yaml.Current;
        if (Nsgs.Read(reader, "`nsg`") is not { } nsg)
            return "";
        reader.Part.EnforcementPointNsgs.Add(new PointPlace(nsg, owner, reader.Part.Names.Count, at.Line, at.Column));
        return nsg;
    }
}
