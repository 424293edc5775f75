using System.Collections.Immutable;
using System.Reflection;
using Scriban;
using Scriban.Runtime;
using ZtSegment.Flows;

namespace ZtSegment.Azure.Rendering;

/// <summary>Rules as JSON. Nothing that is written holds a character that JSON escapes.</summary>
internal static class NsgTemplate
{
    private static readonly Template Template = Parse("nsg.sbn-json");

    public static string Render(string? owner, IReadOnlyList<SecurityRule> rules)
    {
        var context = new TemplateContext { StrictVariables = true, LimitToString = 0, LoopLimit = 0 };
        context.PushGlobal(new ScriptObject { ["owner"] = owner, ["rules"] = rules.Select(Model).ToList() });
        return Template.Render(context);
    }

    private static ScriptObject Model(SecurityRule rule) => new()
    {
        ["name"] = rule.Name,
        ["description"] = rule.Description,
        ["priority"] = rule.Priority,
        ["direction"] = rule.Direction == Direction.Ingress ? "Inbound" : "Outbound",
        ["access"] = rule.IsAllow ? "Allow" : "Deny",
        ["protocol"] = rule.Protocol,
        ["destination_ports"] = List("destinationPortRange", rule.DestinationPorts),
        ["source"] = Side("sourceAddressPrefix", rule.Source),
        ["destination"] = Side("destinationAddressPrefix", rule.Destination),
    };

    private static string Side(string name, RuleSide side) =>
        side.Word is { } word ? $"\"{name}\": \"{word}\"" : List(name, side.Prefixes, plural: "es");

    /// <summary>Azure takes <c>*</c> and service tags in the singular field only, so a single value stands there whatever it is.</summary>
    private static string List(string name, ImmutableArray<string> values, string plural = "s") => values.Length == 1
        ? $"\"{name}\": \"{values[0]}\""
        : $"\"{name}{plural}\": [\"{string.Join("\", \"", values)}\"]";

    private static Template Parse(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{typeof(NsgTemplate).Namespace}.{name}")!;
        using var reader = new StreamReader(stream);
        var template = Template.Parse(reader.ReadToEnd(), name);
        return template.HasErrors ? throw new InvalidOperationException(string.Join('\n', template.Messages)) : template;
    }
}
