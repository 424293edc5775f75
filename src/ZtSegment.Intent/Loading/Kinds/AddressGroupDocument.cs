using System.Collections.Immutable;
using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Loading;

internal static class AddressGroupDocument
{
    private const int CidrsField = 0;
    private const int ExceptField = 1;
    private const int ServiceTagField = 2;

    private static readonly FieldTable Spec = new("the spec of an AddressGroup", "cidrs", "except", "serviceTag");

    public static AddressGroup Read(DocumentReader reader, DocumentHeader header)
    {
        ImmutableArray<Cidr> cidrs = [];
        ImmutableArray<Cidr> except = [];
        YamlEvent exceptAt = default;
        string? serviceTag = null;
        var errors = reader.Part.Sink.Errors;
        var fields = new FieldReader(reader, Spec, "`spec`");
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case CidrsField:
                    cidrs = reader.Values("`cidrs`", Addresses.ReadCidr);
                    break;
                case ExceptField:
                    exceptAt = reader.Yaml.Current;
                    except = reader.Values("`except`", Addresses.ReadCidr, mayBeEmpty: true);
                    break;
                case ServiceTagField:
                    serviceTag = ReadServiceTag(reader);
                    break;
            }
        }

        if (fields.IsMapping && !fields.Has(CidrsField) && !fields.Has(ServiceTagField) && !fields.HasUnknown)
            reader.Report(DiagnosticRules.MissingField, fields.Line, fields.Column, "an AddressGroup has neither `cidrs` nor `serviceTag`", "add at least one of them");
        if (reader.Part.Sink.Errors > errors)
            return new AddressGroup(header, cidrs, except, serviceTag);
        if (!fields.Has(CidrsField) && !except.IsEmpty)
            reader.Report(DiagnosticRules.ExceptOutside, exceptAt, "`except` takes addresses out of an AddressGroup without `cidrs`", "add `cidrs`, or remove `except`: a service tag cannot be cut");
        Addresses.CheckExcept(reader, exceptAt, except, cidrs, "the group");
        return new AddressGroup(header, cidrs, except, serviceTag);
    }

    /// <summary>Words that Azure knows as tags but that mean "wherever", so that a rule with one would be wider than any group.</summary>
    private static readonly string[] Refused = ["VirtualNetwork", "Internet", "*", "Any"];

    private static string? ReadServiceTag(DocumentReader reader)
    {
        var at = reader.Yaml.Current;
        if (reader.Text("`serviceTag`") is not { } tag)
            return null;
        if (Refused.Contains(tag, StringComparer.OrdinalIgnoreCase))
        {
            reader.Report(DiagnosticRules.ServiceTag, at, $"the service tag `{tag}` stands for more than a group of addresses", "name the workloads, or use `cidrs`");
            return null;
        }

        if (tag.Length is > 0 and <= 128 && char.IsAsciiLetter(tag[0]) && char.IsAsciiLetterOrDigit(tag[^1]) && tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '.'))
            return tag;
        reader.Report(DiagnosticRules.ServiceTag, at, $"`serviceTag` is `{tag.Shown()}`, which is no service tag", "write one of Azure's service tags, as in Storage.WestEurope");
        return null;
    }
}
