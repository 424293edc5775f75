using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>Options of the grain storage in one SQLite file, for one controller on one machine.</summary>
public sealed class SqliteStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The database file. Made (mode 0600, in a folder of mode 0700) if it is not there. One process at a time may have it open.</summary>
    public string Path { get; set; } = "";

    /// <summary>A cleared state loses its row (the default), or keeps an empty one with an ETag.</summary>
    public bool DeleteStateOnClear { get; set; } = true;

    /// <summary>Stage of the silo's life at which the file is opened.</summary>
    public int InitStage { get; set; } = ServiceLifecycleStage.ApplicationServices;

    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
