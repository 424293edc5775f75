using System.Text.Json;

namespace ZtSegment.Cli.Remote;

/// <summary>The enforcement points of a controller, asked for page by page, or told as they change.</summary>
internal static class RemoteStatus
{
    private const string Data = "data: ";

    /// <param name="state">Only those in this state; null: all.</param>
    public static async Task<StatusPage> FetchAsync(ControllerClient client, string? state, CancellationToken cancellation)
    {
        var filter = state is null ? "" : $"&state={Uri.EscapeDataString(state)}";
        var first = await client.GetAsync($"status?limit=1000{filter}", RemoteJson.Default.StatusPage, cancellation);
        var points = first.Points.ToBuilder();
        for (var page = first; page.Next is { } next;)
        {
            page = await client.GetAsync($"status?limit=1000{filter}&after={Uri.EscapeDataString(next)}", RemoteJson.Default.StatusPage, cancellation);
            points.AddRange(page.Points);
        }

        return first with { Points = points.ToImmutable(), Next = null };
    }

    /// <summary>The data of each event (server-sent events, as the HTML standard has them): all points first, then those that changed.</summary>
    public static async IAsyncEnumerable<string> EventsAsync(
        ControllerClient client, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var line in client.LinesAsync("events", cancellation))
        {
            if (line.StartsWith(Data, StringComparison.Ordinal))
                yield return line[Data.Length..];
        }
    }

    public static StatusPage Parse(string data) => JsonSerializer.Deserialize(data, RemoteJson.Default.StatusPage)!;
}
