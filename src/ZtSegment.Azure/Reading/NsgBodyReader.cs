using System.Collections.Immutable;
using System.Text.Json;
using ZtSegment.Flows;
using ZtSegment.Language;

namespace ZtSegment.Azure.Reading;

/// <summary>Reads bodies of network security groups as ARM takes and returns them; knows nothing of the renderer.</summary>
/// <remarks>
/// Names of fields, words and service tags are compared without letter case: ARM returns them in any. What is not understood and could decide
/// about a packet ends the reading with a problem, whatever the input; the known fields around the rules (ids, etags, states) decide nothing.
/// Default rules that are listed are an answer of Azure's, never a wish: others than the documented ones are not believed.
/// </remarks>
public static class NsgBodyReader
{
    private const int DeepestNesting = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DeepestNesting, AllowDuplicateProperties = false };

    public static NsgReading Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8, Options);
            return new NsgReading(Body(json.RootElement), null);
        }
        catch (Exception e) when (e is JsonException or NsgProblem or InvalidOperationException)
        {
            return new NsgReading(null, e is NsgProblem ? e.Message : $"this is no JSON of a network security group: {e.Message}");
        }
    }

    private static NsgBody Body(JsonElement root)
    {
        var outer = new JsonFields(root, "the body");
        var properties = new JsonFields(outer.Required("properties"), "`properties`");
        var rules = properties.RequiredList("securityRules");
        outer.RefuseUnknown([.. AroundProperties, "location", "tags"]);
        properties.RefuseUnknown(KnownOfGroup);
        ImmutableArray<NsgRule> defaults = [.. properties.List("defaultSecurityRules").Select(Rule)];
        if (!defaults.IsEmpty && !DefaultRules.AreThose(defaults))
            throw new NsgProblem("the default rules are not those that Azure documents, and a body cannot change them");
        return new NsgBody(
            [.. rules.Select(Rule)],
            DefaultRules.Documented,
            properties.Find("flushConnection") is { ValueKind: JsonValueKind.True });
    }

    private static NsgRule Rule(JsonElement element)
    {
        var outer = new JsonFields(element, "a rule");
        var name = outer.Text("name") ?? throw new NsgProblem("a rule has no name");
        var what = $"rule `{name.Shown()}`";
        new JsonFields(element, what).RefuseUnknown(AroundProperties);
        var fields = new JsonFields(outer.Required("properties"), what);
        fields.RefuseUnknown(KnownFields);
        foreach (var groups in new[] { "sourceApplicationSecurityGroups", "destinationApplicationSecurityGroups" })
        {
            if (!fields.List(groups).IsEmpty)
                throw new NsgProblem($"{what} goes by application security groups: who is in them is not known");
        }

        return new NsgRule(
            name,
            fields.Text("description") ?? "",
            PriorityOf(fields, what),
            Word(fields, what, "direction") switch
            {
                "inbound" => Direction.Ingress,
                "outbound" => Direction.Egress,
                var other => throw Unknown(what, "direction", other),
            },
            Word(fields, what, "access") switch { "allow" => true, "deny" => false, var other => throw Unknown(what, "access", other) },
            ProtocolOf(fields, what),
            NsgValues.Ports(fields, what, "sourcePortRange"),
            NsgValues.Ports(fields, what, "destinationPortRange"),
            NsgValues.Side(fields, what, "sourceAddressPrefix"),
            NsgValues.Side(fields, what, "destinationAddressPrefix"));
    }

    private static readonly ImmutableArray<string> AroundProperties = ["name", "id", "etag", "type", "properties"];

    private static readonly ImmutableArray<string> KnownOfGroup =
    [
        "flushConnection", "securityRules", "defaultSecurityRules", "provisioningState", "resourceGuid", "subnets", "networkInterfaces", "flowLogs",
    ];

    private static readonly ImmutableArray<string> KnownFields =
    [
        "description", "protocol", "sourcePortRange", "sourcePortRanges", "destinationPortRange", "destinationPortRanges",
        "sourceAddressPrefix", "sourceAddressPrefixes", "destinationAddressPrefix", "destinationAddressPrefixes",
        "sourceApplicationSecurityGroups", "destinationApplicationSecurityGroups", "access", "priority", "direction", "provisioningState",
    ];

    private static int PriorityOf(JsonFields fields, string what) =>
        fields.Required("priority") is { ValueKind: JsonValueKind.Number } priority && priority.TryGetInt32(out var number)
            ? number
            : throw new NsgProblem($"the priority of {what} is no whole number");

    private static Protocol? ProtocolOf(JsonFields fields, string what) => Word(fields, what, "protocol") switch
    {
        "*" => null,
        "tcp" => Protocol.Tcp,
        "udp" => Protocol.Udp,
        "icmp" => Protocol.Icmp,
        "esp" => Protocol.Esp,
        "ah" => Protocol.Ah,
        var other => throw Unknown(what, "protocol", other),
    };

    private static string Word(JsonFields fields, string what, string field) =>
        fields.Text(field)?.ToLowerInvariant() ?? throw new NsgProblem($"{what} has no {field}");

    private static NsgProblem Unknown(string what, string field, string value) => new($"the {field} of {what} is `{value.Shown()}`, which is not known");
}
