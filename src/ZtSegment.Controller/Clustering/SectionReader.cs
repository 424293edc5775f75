using Microsoft.Extensions.Configuration;

namespace ZtSegment.Controller.Clustering;

/// <summary>Reads one section, and gathers all that is wrong with it.</summary>
internal sealed class SectionReader(IConfigurationSection section)
{
    public List<string> Problems { get; } = [];

    public bool Exists => section.Exists();

    public string Text(string key, string? absent = null) => Value(key, text => text, "a text", absent);

    public string File(string key) => Value(
        key, path => System.IO.File.Exists(path) ? path : throw new FormatException(), "a file that this user may read");

    /// <param name="parse">Throws what a parser of the framework throws.</param>
    /// <param name="what">That is wanted, for the message.</param>
    /// <param name="absent">What counts where the setting is not there; null: it has to be.</param>
    public T Value<T>(string key, Func<string, T> parse, string what, string? absent = null)
    {
        var text = section[key] is { Length: > 0 } set ? set : absent;
        try
        {
            if (text is not null)
                return parse(text);
            Problems.Add($"{section.Path}:{key} is missing; name {what}");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            Problems.Add($"{section.Path}:{key}: `{text}` is not {what}");
        }

        return default!;
    }
}
