using System.Collections.Immutable;
using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Loading;

/// <summary>Reads labels, annotations and selectors by Kubernetes' rules.</summary>
internal static class Labels
{
    private const string KeyForm =
        "at most 63 letters, digits, `-`, `_` and `.`, first and last a letter or digit; a DNS subdomain name and `/` may lead";

    private const string ValueForm = "at most 63 letters, digits, `-`, `_` and `.`, first and last a letter or digit";

    private const int Key = 0;
    private const int Operator = 1;
    private const int LabelValues = 2;

    private const int MatchLabels = 0;
    private const int MatchExpressions = 1;

    private static readonly FieldTable SelectorFields = new("a selector", "matchLabels", "matchExpressions");
    private static readonly FieldTable ExpressionFields = new("an item of `matchExpressions`", "key", "operator", "values");

    public static LabelSet ReadLabels(DocumentReader reader, string what) =>
        reader.Interned.Labels(ReadMap(reader, what, ReadValue));

    public static LabelSet ReadAnnotations(DocumentReader reader, string what) =>
        ReadMap(reader, what, static (reader, key) => reader.TextOf(key));

    public static string? ReadKey(DocumentReader reader, string what)
    {
        var at = reader.Yaml.Current;
        var key = reader.Text(what);
        return key is not null && CheckKey(reader, at) ? reader.Interned.Text(key) : null;
    }

    public static Selector ReadSelector(DocumentReader reader, string what)
    {
        var requirements = new List<LabelRequirement>();
        var fields = new FieldReader(reader, SelectorFields, what);
        while (fields.Next(out var field))
        {
            if (field == MatchLabels)
            {
                foreach (var (key, value) in ReadMap(reader, "`matchLabels`", ReadValue))
                    requirements.Add(new LabelRequirement(key, LabelOperator.In, [value]));
            }
            else if (field == MatchExpressions)
            {
                requirements.AddRange(reader.List("`matchExpressions`", ReadExpression, mayBeEmpty: true));
            }
        }

        return requirements.Count == 0 ? Selector.Everything : new Selector(requirements);
    }

    private static LabelRequirement? ReadExpression(DocumentReader reader, string what)
    {
        string? key = null;
        int? @operator = null;
        ImmutableArray<string> values = [];
        YamlEvent valuesAt = default;
        var written = 0;
        var fields = new FieldReader(reader, ExpressionFields, "an item of `matchExpressions`");
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case Key:
                    key = ReadKey(reader, "`key`");
                    break;
                case Operator:
                    @operator = reader.Word("`operator`", "In", "NotIn", "Exists", "DoesNotExist");
                    break;
                case LabelValues:
                    valuesAt = reader.Yaml.Current;
                    values = reader.List("`values`", (r, what) =>
                    {
                        written++;
                        var at = r.Yaml.Current;
                        return Check(r, at, r.Text(what), what);
                    }, mayBeEmpty: true);
                    break;
            }
        }

        fields.Require(Key, Operator);
        if (@operator is null)
            return null;
        var named = (LabelOperator)@operator;
        return CheckValues(reader, named, fields, valuesAt, written) && key is not null ? new LabelRequirement(key, named, values) : null;
    }

    private static bool CheckValues(DocumentReader reader, LabelOperator @operator, FieldReader fields, YamlEvent valuesAt, int written)
    {
        var takesValues = @operator is LabelOperator.In or LabelOperator.NotIn;
        if (takesValues && !fields.Has(LabelValues))
        {
            reader.Report(DiagnosticRules.OperatorValues, fields.Line, fields.Column, $"`{@operator}` has no `values`", "add `values: [...]`, or use `Exists` or `DoesNotExist`");
            return false;
        }

        if (fields.Has(LabelValues) && valuesAt.Token == YamlToken.SequenceStart && takesValues == (written == 0))
        {
            reader.Report(
                DiagnosticRules.OperatorValues, valuesAt, takesValues ? $"`values` of `{@operator}` is empty" : $"`{@operator}` takes no values",
                takesValues ? "give at least one value" : $"remove `values`, or use `{(@operator == LabelOperator.Exists ? "In" : "NotIn")}`");
            return false;
        }

        return true;
    }

    private static LabelSet ReadMap(DocumentReader reader, string what, Func<DocumentReader, YamlEvent, string?> readValue)
    {
        if (!reader.EnterMapping(what))
            return LabelSet.Empty;
        var pairs = new List<KeyValuePair<string, string>>(4);
        var keys = default(KeySet);
        while (reader.NextKey(out var key))
        {
            if (!keys.Add(key.Text))
            {
                reader.Report(DiagnosticRules.DuplicateKey, key, $"`{key.Text.Shown()}` stands twice in {what}", "keep one of them");
                reader.Yaml.Skip();
                continue;
            }

            var value = readValue(reader, key);
            if (CheckKey(reader, key) && value is not null)
                pairs.Add(new(reader.Interned.Text(key.Text), value));
        }

        return pairs.Count == 0 ? LabelSet.Empty : new LabelSet(pairs);
    }

    private static string? ReadValue(DocumentReader reader, YamlEvent key)
    {
        var at = reader.Yaml.Current;
        return Check(reader, at, reader.TextOf(key), null);
    }

    private static string? Check(DocumentReader reader, YamlEvent at, string? value, string? what)
    {
        if (value is null || NameSyntax.IsLabelValue(value))
            return value is null ? null : reader.Interned.Text(value);
        reader.Report(DiagnosticRules.LabelValue, at, $"{what ?? "a label"} has the value `{value.Shown()}`, which no label can have", $"use {ValueForm}; free text belongs in `metadata.annotations`");
        return null;
    }

    private static bool CheckKey(DocumentReader reader, YamlEvent at)
    {
        if (NameSyntax.IsLabelKey(at.Text))
            return true;
        reader.Report(DiagnosticRules.LabelKey, at, $"`{at.Text.Shown()}` is no label key", $"use {KeyForm}");
        return false;
    }
}
