using Spectre.Console;

namespace ZtSegment.Cli.Remote;

/// <summary>Tells what changes from one event to the next: a line for each point that is in another state, and one for each new sum of all.</summary>
/// <param name="wanted">Only points that come to this state, or leave it; null: all.</param>
internal sealed class StatusChanges(IAnsiConsole console, string? wanted = null)
{
    private readonly Dictionary<string, RemotePoint> known = new(StringComparer.Ordinal);
    private string sum = "";

    public void Write(string data, DateTimeOffset now)
    {
        var status = RemoteStatus.Parse(data);
        foreach (var point in status.Points)
        {
            var before = known.GetValueOrDefault(point.Point)?.State;
            known[point.Point] = point;
            if (before != point.State && (wanted is null || wanted == before || wanted == point.State))
                WritePoint(point, before, now);
        }

        var next = $"revision {status.Revision}: {StatusText.Counts(status)}{(status.Frozen is { } frozen ? $"; frozen: {frozen.Reason}" : "")}";
        if (next != sum)
            console.MarkupLine($"[dim]{now:HH:mm:ss}[/] [bold]{StatusText.Escape(next)}[/]");
        sum = next;
    }

    private void WritePoint(RemotePoint point, string? before, DateTimeOffset now)
    {
        var remark = StatusText.Remark(point);
        console.MarkupLine(
            $"[dim]{now:HH:mm:ss}[/] {StatusText.Escape(StatusText.ShortName(point))} {(before is null ? "" : $"{StatusText.Marked(before)} → ")}{StatusText.Marked(point.State)}"
            + $" generation {point.Desired.Generation}{(remark.Length > 0 ? $": {StatusText.Escape(remark)}" : "")}");
    }
}
