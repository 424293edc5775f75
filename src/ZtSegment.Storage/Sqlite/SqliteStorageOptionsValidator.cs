using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace ZtSegment.Storage.Sqlite;

/// <summary>Refuses options without a file when the silo starts.</summary>
internal sealed class SqliteStorageOptionsValidator(string name, SqliteStorageOptions options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (string.IsNullOrWhiteSpace(options.Path))
            throw new OrleansConfigurationException($"Grain storage '{name}': {nameof(SqliteStorageOptions.Path)} is empty. Name the database file.");
    }
}
