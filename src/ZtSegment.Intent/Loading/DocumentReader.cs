using System.Collections.Immutable;
using ZtSegment.Language.Loading.Yaml;

namespace ZtSegment.Language.Loading;

/// <summary>Reads values of the language from a cursor. Each method reads exactly one node; what does not fit is reported and passed.</summary>
internal sealed class DocumentReader(YamlCursor yaml, DiagnosticSink sink, LoadedPart part, Interned interned)
{
    public YamlCursor Yaml => yaml;

    public LoadedPart Part => part;

    public Interned Interned => interned;

    public SourcePosition Position(YamlEvent at) => new(sink.File, at.Line, at.Column);

    public void Report(DiagnosticRule rule, YamlEvent at, string message, string remedy) => sink.Report(rule, at.Line, at.Column, message, remedy);

    public void Report(DiagnosticRule rule, int line, int column, string message, string remedy) => sink.Report(rule, line, column, message, remedy);

    /// <summary>Whether the current node is a mapping, which is entered; else it is reported and passed.</summary>
    public bool EnterMapping(string what) => Enter(YamlToken.MappingStart, what, "a mapping");

    /// <summary>The next key of the mapping, the cursor at its value; false at the mapping's end, which is passed.</summary>
    public bool NextKey(out YamlEvent key)
    {
        while (yaml.Token != YamlToken.MappingEnd)
        {
            key = yaml.Current;
            if (key.Token != YamlToken.Scalar)
            {
                Report(DiagnosticRules.KeyIsNoText, key, "a key is a list or a mapping", "keys are words; quote the key if it begins with `[` or `{`");
                yaml.Skip();
                yaml.Skip();
                continue;
            }

            yaml.Advance();
            if (key.Text == "<<")
            {
                Report(DiagnosticRules.MergeKey, key, "merge keys (`<<`) are not part of YAML 1.2", "write the fields out; an alias may stand for a whole value");
                yaml.Skip();
                continue;
            }

            return true;
        }

        key = default;
        yaml.Advance();
        return false;
    }

    /// <summary>Whether the current node is a list, which is entered; else it is reported and passed.</summary>
    public bool EnterList(string what) => Enter(YamlToken.SequenceStart, what, "a list");

    /// <summary>True at each item; false at the list's end, which is passed.</summary>
    public bool NextItem()
    {
        if (yaml.Token != YamlToken.SequenceEnd)
            return true;
        yaml.Advance();
        return false;
    }

    /// <summary>Reads a list by reading each item; an item that could not be read is left out.</summary>
    /// <param name="mayBeEmpty">Else an empty list is reported.</param>
    public ImmutableArray<T> List<T>(string what, Func<DocumentReader, string, T?> item, bool mayBeEmpty = false)
        where T : class => ListOf(what, mayBeEmpty, item, static value => value is not null, static value => value!);

    /// <inheritdoc cref="List"/>
    public ImmutableArray<T> Values<T>(string what, Func<DocumentReader, string, T?> item, bool mayBeEmpty = false)
        where T : struct => ListOf(what, mayBeEmpty, item, static value => value.HasValue, static value => value!.Value);

    /// <summary>A scalar that is text; null where it is not.</summary>
    public string? Text(string what)
    {
        if (yaml.Token == YamlToken.Scalar && yaml.Current.Kind == ScalarKind.Text)
        {
            var text = yaml.Current.Text;
            yaml.Advance();
            return text;
        }

        WrongType(what, "text");
        return null;
    }

    /// <summary>As <see cref="Text"/>, of a key that users choose.</summary>
    public string? TextOf(YamlEvent key) =>
        yaml.Token == YamlToken.Scalar && yaml.Current.Kind == ScalarKind.Text ? Text("") : Text($"`{key.Text.Shown()}`");

    public bool? Flag(string what)
    {
        if (yaml.Token == YamlToken.Scalar && yaml.Current.Kind == ScalarKind.Boolean)
        {
            var isTrue = yaml.Current.Text[0] is 't' or 'T';
            yaml.Advance();
            return isTrue;
        }

        WrongType(what, "true or false");
        return null;
    }

    /// <summary>A whole number of at least 1; numbers beyond 64 bits count as the largest.</summary>
    public long? Count(string what)
    {
        if (yaml.Token != YamlToken.Scalar || CoreSchema.WholeNumber(yaml.Current.Kind, yaml.Current.Text) is not { } value)
        {
            WrongType(what, "a whole number");
            return null;
        }

        var at = yaml.Current;
        yaml.Advance();
        if (value >= 1)
            return value;
        Report(DiagnosticRules.NumberTooSmall, at, $"{what} is {at.Text.Shown()}", "give 1 or more, or leave the field out for no limit");
        return null;
    }

    /// <summary>One of a few words; the index among them.</summary>
    public int? Word(string what, params ReadOnlySpan<string> words)
    {
        var at = yaml.Current;
        var text = Text(what);
        if (text is null)
            return null;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == text)
                return i;
        }

        var all = words.ToArray();
        Report(DiagnosticRules.UnknownWord, at, $"{what} is `{text.Shown()}`", Suggestion.For(text, all) is { } near ? $"did you mean `{near}`?" : $"it is one of {all.Listed()}");
        return null;
    }

    /// <summary>Reports that the current node is not what is expected, and passes it.</summary>
    public void WrongType(string what, string expected, string? remedy = null)
    {
        var at = yaml.Current;
        var (found, fix) = at.Token switch
        {
            YamlToken.MappingStart => ("a mapping", $"give {expected}"),
            YamlToken.SequenceStart => ("a list", $"give {expected}"),
            _ => (at.Kind, expected) switch
            {
                (ScalarKind.Null, _) => ("empty", $"give {expected}, or remove the field"),
                (ScalarKind.Text, _) => ($"the text `{at.Text.Shown()}`", $"give {expected}"),
                (ScalarKind.Boolean, "text") => ($"`{at.Text}`, which YAML takes for true or false", $"quote it: \"{at.Text}\""),
                (_, "text") => ($"`{at.Text.Shown()}`, which YAML takes for a number", $"quote it: \"{at.Text.Shown()}\""),
                (ScalarKind.Boolean, _) => ($"`{at.Text}`", $"give {expected}"),
                _ => ($"the number {at.Text.Shown()}", $"give {expected}"),
            },
        };
        Report(DiagnosticRules.WrongType, at, $"{what} is {found}; {expected} belongs here", remedy ?? fix);
        yaml.Skip();
    }

    private ImmutableArray<T> ListOf<T, TRead>(
        string what, bool mayBeEmpty, Func<DocumentReader, string, TRead> item, Func<TRead, bool> isRead, Func<TRead, T> value)
    {
        var start = yaml.Current;
        if (!EnterList(what))
            return [];
        if (yaml.Token == YamlToken.SequenceEnd && !mayBeEmpty)
            Report(DiagnosticRules.EmptyList, start, $"{what} is empty", "give at least one item");
        var each = $"an item of {what}";
        var items = ImmutableArray.CreateBuilder<T>(yaml.Token == YamlToken.SequenceEnd ? 0 : 1);
        while (NextItem())
        {
            var read = item(this, each);
            if (isRead(read))
                items.Add(value(read));
        }

        return items.DrainToImmutable();
    }

    private bool Enter(YamlToken start, string what, string expected)
    {
        if (yaml.Token == start)
        {
            yaml.Advance();
            return true;
        }

        WrongType(what, expected);
        return false;
    }
}
