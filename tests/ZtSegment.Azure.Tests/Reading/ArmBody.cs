using System.Text.Json.Nodes;

namespace ZtSegment.Azure.Tests.Reading;

/// <summary>A body as ARM answers a GET with: ids in upper case, etags, states, both spellings of each list, words in other case, the default rules.</summary>
internal static class ArmBody
{
    private const string Id = "/SUBSCRIPTIONS/00000000-0000-0000-0000-000000000001/RESOURCEGROUPS/SHOP/PROVIDERS/MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/NSG-DB";

    public static string Of(string put)
    {
        var json = JsonNode.Parse(put)!.AsObject();
        var properties = json["properties"]!.AsObject();
        json["name"] = "nsg-db";
        json["id"] = Id;
        json["etag"] = "W/\"3f2a\"";
        json["type"] = "Microsoft.Network/networkSecurityGroups";
        json["location"] = "westeurope";
        properties["provisioningState"] = "Succeeded";
        properties["resourceGuid"] = "11111111-2222-3333-4444-555555555555";
        properties["subnets"] = new JsonArray(new JsonObject { ["id"] = "/SUBSCRIPTIONS/1/SUBNETS/DB" });
        foreach (var rule in properties["securityRules"]!.AsArray())
            Return(rule!.AsObject());
        properties["defaultSecurityRules"] = new JsonArray(
            Default("AllowVnetInBound", 65000, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
            Default("AllowAzureLoadBalancerInBound", 65001, "Inbound", "Allow", "AzureLoadBalancer", "*"),
            Default("DenyAllInBound", 65500, "Inbound", "Deny", "*", "*"),
            Default("AllowVnetOutBound", 65000, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
            Default("AllowInternetOutBound", 65001, "Outbound", "Allow", "*", "Internet"),
            Default("DenyAllOutBound", 65500, "Outbound", "Deny", "*", "*"));
        return json.ToJsonString();
    }

    private static void Return(JsonObject rule)
    {
        rule["id"] = $"{Id}/SECURITYRULES/{rule["name"]}";
        rule["etag"] = "W/\"3f2a\"";
        rule["type"] = "Microsoft.Network/networkSecurityGroups/securityRules";
        var properties = rule["properties"]!.AsObject();
        properties["provisioningState"] = "Succeeded";
        properties["protocol"] = $"{properties["protocol"]}".ToUpperInvariant();
        foreach (var list in new[] { "sourcePortRanges", "destinationPortRanges", "sourceAddressPrefixes", "destinationAddressPrefixes", "sourceApplicationSecurityGroups" })
        {
            if (!properties.ContainsKey(list))
                properties[list] = new JsonArray();
        }
    }

    private static JsonObject Default(string name, int priority, string direction, string access, string source, string destination) => new()
    {
        ["name"] = name,
        ["id"] = $"{Id}/DEFAULTSECURITYRULES/{name}",
        ["properties"] = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["description"] = "as Azure has it",
            ["protocol"] = "*",
            ["sourcePortRange"] = "*",
            ["destinationPortRange"] = "*",
            ["sourceAddressPrefix"] = source,
            ["destinationAddressPrefix"] = destination,
            ["access"] = access,
            ["priority"] = priority,
            ["direction"] = direction,
            ["sourcePortRanges"] = new JsonArray(),
            ["destinationPortRanges"] = new JsonArray(),
            ["sourceAddressPrefixes"] = new JsonArray(),
            ["destinationAddressPrefixes"] = new JsonArray(),
        },
    };
}
