namespace ZtSegment.Storage.Tests.Processes;

/// <summary>Azure Storage on this machine: Azurite, installed by <c>test.sh</c>, in memory and on free ports of loopback.</summary>
internal sealed class Azurite : IDisposable
{
    /// <summary>The account and key that every Azurite has (https://learn.microsoft.com/azure/storage/common/storage-use-azurite).</summary>
    private const string Account =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";

    private readonly ChildProcess process;

    private Azurite(ChildProcess process, string blobs, string tables)
    {
        this.process = process;
        ConnectionString = $"{Account}BlobEndpoint={blobs}/devstoreaccount1;TableEndpoint={tables}/devstoreaccount1;";
    }

    public string ConnectionString { get; }

    public static async Task<Azurite> StartAsync()
    {
        var script = Path.Combine(Repository(), "artifacts/azurite/node_modules/azurite/dist/src/azurite.js");
        Assert.True(File.Exists(script), $"Azurite is not installed ({script}): ./test.sh installs it.");
        var process = ChildProcess.Start(
            "node",
            [
                script, "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--blobHost", "127.0.0.1", "--blobPort", "0",
                "--tableHost", "127.0.0.1", "--tablePort", "0", "--queueHost", "127.0.0.1", "--queuePort", "0",
            ]);
        var blobs = await process.LineWithAsync("Blob service is successfully listening");
        var tables = await process.LineWithAsync("Table service is successfully listening");
        return new Azurite(process, blobs[blobs.IndexOf("http", StringComparison.Ordinal)..], tables[tables.IndexOf("http", StringComparison.Ordinal)..]);
    }

    public void Dispose() => process.Dispose();

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ZtSegment.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
