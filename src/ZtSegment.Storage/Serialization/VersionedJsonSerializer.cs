using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Orleans.Storage;

namespace ZtSegment.Storage;

/// <summary>Stored states as JSON that says which shape it has: <c>{"schema":2,"state":{...}}</c>.</summary>
/// <remarks>
/// An older shape is upgraded while it is read, and stored anew with the next write. A newer one is refused: an older build that guessed would write back
/// less than it read. A missing required member and a null where none may be are errors; unknown members are skipped, so that silos of two builds work side by side.
/// </remarks>
public sealed class VersionedJsonSerializer(JsonSerializerOptions options) : IGrainStorageSerializer
{
    private static readonly ConcurrentDictionary<Type, StateSchemaAttribute> Schemas = [];

    public VersionedJsonSerializer()
        : this(DefaultOptions())
    {
    }

    /// <summary>Camel case, enumerations as words. Nulls are written: what is absent is missing, and an error where no default stands for it.</summary>
    public static JsonSerializerOptions DefaultOptions() => new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public BinaryData Serialize<T>(T? input)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("schema"u8, SchemaOf(typeof(T)).Version);
            json.WritePropertyName("state"u8);
            JsonSerializer.Serialize(json, input, options);
            json.WriteEndObject();
        }
        return BinaryData.FromBytes(stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }

    /// <exception cref="JsonException">The bytes are no stored state, or one of a newer build.</exception>
    public T? Deserialize<T>(BinaryData input)
    {
        var schema = SchemaOf(typeof(T));
        var json = new Utf8JsonReader(input.ToMemory().Span);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject || !ReadsName(ref json, "schema"u8) || json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out var version))
            throw new JsonException($"A stored {typeof(T).Name} does not begin with its schema: it was not written by the controller.");
        if (version > schema.Version || version < 1)
            throw new JsonException($"A stored {typeof(T).Name} has schema {version}, and this build knows {schema.Version} at most. Run the newer build, or restore an older backup.");
        if (!ReadsName(ref json, "state"u8))
            throw new JsonException($"A stored {typeof(T).Name} has a schema and no state: it was not written by the controller.");
        return version == schema.Version
            ? JsonSerializer.Deserialize<T>(ref json, options)
            : Upgrade(schema, version, JsonNode.Parse(ref json)).Deserialize<T>(options);
    }

    /// <summary>Goes past the name, if it is this one, to its value.</summary>
    private static bool ReadsName(ref Utf8JsonReader json, ReadOnlySpan<byte> name) =>
        json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(name) && json.Read();

    private static JsonNode? Upgrade(StateSchemaAttribute schema, int version, JsonNode? state)
    {
        var upgrade = (IStateUpgrade)Activator.CreateInstance(schema.Upgrade!)!;
        for (; version < schema.Version; version++)
            state = upgrade.Upgrade(version, state);
        return state;
    }

    private static StateSchemaAttribute SchemaOf(Type type) => Schemas.GetOrAdd(type, static type =>
    {
        var schema = type.GetCustomAttribute<StateSchemaAttribute>() ?? new StateSchemaAttribute(1);
        return schema.Version < 1 || (schema.Version > 1 && schema.Upgrade is null)
            ? throw new InvalidOperationException($"{type.Name} has schema {schema.Version}, which needs an {nameof(IStateUpgrade)} from the versions before.")
            : schema;
    });
}
