using System.Text;
using System.Text.Json;
using ZtSegment.Cli.Output;

namespace ZtSegment.Cli.Remote;

/// <summary>Asks something of one enforcement point, and writes how it is then.</summary>
internal static class PointAnswer
{
    public static async Task<int> WriteAsync(ControllerClient client, HttpMethod method, string path, HttpContent? content, bool isJson, CancellationToken cancellation)
    {
        var answer = await client.SendForBytesAsync(method, path, content, cancellation);
        if (isJson)
            Console.Out.Write(Encoding.UTF8.GetString(answer));
        else
            Console.Out.WriteLine(Terminal.Clean(Line(JsonSerializer.Deserialize(answer, RemoteJson.Default.RemotePoint)!)));
        return ExitCode.Fine;
    }

    private static string Line(RemotePoint point) => point.Held is { } held
        ? $"{point.Name}: held by {held.By}{(held.Until is { } until ? $" until {until.UtcDateTime:yyyy-MM-dd HH:mm}Z" : "")}: {held.Reason}"
        : $"{point.Name}: {point.State}";
}
