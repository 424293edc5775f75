using System.Reflection;
using Scriban;
using Scriban.Runtime;

namespace ZtSegment.Linux.Rendering;

/// <summary>A template rendered once, with named gaps for what differs from program to program or from host to host.</summary>
internal sealed class Skeleton
{
    private const char Mark = '\0';

    private readonly string[] textsAndGaps;

    private Skeleton(string rendered) => textsAndGaps = rendered.Split(Mark);

    /// <param name="template">Of the templates that are embedded beside this class.</param>
    /// <param name="model">What holds for every use; what differs are values from <see cref="Gap"/>, and elements of a set by the set's name.</param>
    public static Skeleton Of(string template, ScriptObject model)
    {
        model.Import("elements", Gap);
        var context = new TemplateContext { StrictVariables = true, LimitToString = 0, LoopLimit = 0 };
        context.PushGlobal(model);
        return new Skeleton(Parse(template).Render(context));
    }

    public static string Gap(string name) => $"{Mark}{name}{Mark}";

    /// <param name="fill">Writes what belongs into the gap of that name.</param>
    public void Write(TextBuffer text, Action<string> fill)
    {
        for (var i = 0; i < textsAndGaps.Length; i++)
        {
            if (i % 2 == 0)
                text.Append(textsAndGaps[i]);
            else
                fill(textsAndGaps[i]);
        }
    }

    private static Template Parse(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{typeof(Skeleton).Namespace}.{name}")!;
        using var reader = new StreamReader(stream);
        var template = Template.Parse(reader.ReadToEnd(), name);
        return template.HasErrors ? throw new InvalidOperationException(string.Join('\n', template.Messages)) : template;
    }
}
