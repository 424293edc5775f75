using System.Text.Json;
using Azure.Bicep.Types.Az;
using Azure.Bicep.Types.Concrete;
using ZtSegment.Language;

namespace ZtSegment.Azure.Tests.Rendering;

/// <summary>Bodies have the shape that Azure publishes for the resource: no field that it does not know, none that only it writes.</summary>
public sealed class BodyShapeTests
{
    private static readonly Lazy<TypeBase> Group = new(() =>
    {
        var loader = new AzTypeLoader();
        return loader.LoadResourceType(loader.LoadTypeIndex().Resources["Microsoft.Network/networkSecurityGroups@2024-05-01"]).Body.Type;
    });

    [Theory]
    [InlineData(Mode.Enforce)]
    [InlineData(Mode.Observe)]
    public void Rendered_body_has_the_published_shape(Mode mode) => Assert.Empty(Mistakes(new AzureShop(mode, mode).Text));

    [Theory]
    [InlineData("\"sourceAddressPrefix\"", "\"sourceAddresPrefix\"", "sourceAddresPrefix")]
    [InlineData("\"priority\": 4096", "\"priority\": \"4096\"", "priority")]
    [InlineData("\"flushConnection\": true", "\"provisioningState\": \"Succeeded\"", "provisioningState")]
    [InlineData("\"access\": \"Deny\",", "", "access")]
    public void The_test_can_fail(string old, string replacement, string mistake) =>
        Assert.Contains(Mistakes(new AzureShop().With(old, replacement)), m => m.EndsWith(mistake, StringComparison.Ordinal));

    private static List<string> Mistakes(string body)
    {
        using var json = JsonDocument.Parse(body);
        return [.. PublishedShape.Mistakes(json.RootElement, Group.Value, "")];
    }
}

/// <summary>Compares JSON with a published type. Words are open there, and lengths and ranges are not told: NsgValidation looks at these.</summary>
internal static class PublishedShape
{
    public static IEnumerable<string> Mistakes(JsonElement json, TypeBase type, string path) => type switch
    {
        ObjectType of when json.ValueKind == JsonValueKind.Object => OfObject(json, of, path),
        ArrayType of when json.ValueKind == JsonValueKind.Array => json.EnumerateArray().SelectMany((item, i) => Mistakes(item, of.ItemType.Type, $"{path}[{i}]")),
        UnionType of => of.Elements.Any(e => !Mistakes(json, e.Type, path).Any()) ? [] : [path],
        StringType when json.ValueKind == JsonValueKind.String => [],
        StringLiteralType of when json.ValueKind == JsonValueKind.String && json.GetString() == of.Value => [],
        IntegerType when json.ValueKind == JsonValueKind.Number => [],
        BooleanType when json.ValueKind is JsonValueKind.True or JsonValueKind.False => [],
        AnyType => [],
        _ => [path],
    };

    private static IEnumerable<string> OfObject(JsonElement json, ObjectType type, string path)
    {
        foreach (var field in json.EnumerateObject())
        {
            if (type.Properties.TryGetValue(field.Name, out var property))
            {
                if (property.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly))
                    yield return $"{path}.{field.Name}";
                foreach (var mistake in Mistakes(field.Value, property.Type.Type, $"{path}.{field.Name}"))
                    yield return mistake;
            }
            else if (type.AdditionalProperties is null)
            {
                yield return $"{path}.{field.Name}";
            }
        }

        foreach (var (name, property) in type.Properties)
        {
            var isAddressed = path.Length == 0;
            if (!isAddressed && property.Flags.HasFlag(ObjectTypePropertyFlags.Required) && !json.TryGetProperty(name, out _))
                yield return $"{path}.{name}";
        }
    }
}
