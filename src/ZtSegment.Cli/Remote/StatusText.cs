using System.Globalization;
using Spectre.Console;
using ZtSegment.Cli.Output;

namespace ZtSegment.Cli.Remote;

/// <summary>The enforcement points of a controller for people.</summary>
internal static class StatusText
{
    public static void Write(IAnsiConsole console, StatusPage status, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("point", "workloads", "state", "desired", "observed", "proved", "");
        foreach (var point in status.Points)
        {
            table.AddRow(
                Escape(ShortName(point)), Escape(string.Join(' ', point.Workloads)), Marked(point.State), Generation(point.Desired), Generation(point.Observed),
                point.ProvedAt is { } at ? $"{Age(now - at)} ago" : "never", Escape(Remark(point)));
        }

        console.Write(table);
        console.MarkupLine($"[bold]revision {status.Revision}[/]: {(status.Counts.IsEmpty ? "no enforcement points" : Escape(Counts(status)))}");
        if (status.Frozen is { } frozen)
            console.MarkupLine($"[yellow]frozen by {Escape(frozen.By)} since {Escape($"{frozen.Since.UtcDateTime:yyyy-MM-dd HH:mm}Z")}: {Escape(frozen.Reason)}[/]");
    }

    /// <summary>Such as <c>14 proved, 2 unreachable</c>.</summary>
    public static string Counts(StatusPage status) => string.Join(", ", status.Counts.Select(c => $"{c.Value} {Words(c.Key)}"));

    /// <summary>What is to be known of a point besides its state; empty where nothing is.</summary>
    public static string Remark(RemotePoint point) => string.Join("; ", new[]
    {
        point.Held is { } held ? $"held by {held.By}{(held.Until is { } until ? $" until {until.UtcDateTime:yyyy-MM-dd HH:mm}Z" : "")}: {held.Reason}" : "",
        point.WaitsFor.IsDefaultOrEmpty ? "" : $"waits for {string.Join(", ", point.WaitsFor)}",
        point.LastError is { } error && point.State != "proved" ? error.Message : "",
    }.Where(r => r.Length > 0));

    public static string Marked(string state) => state switch
    {
        "proved" => $"[green]{state}[/]",
        "failed" or "unproved" => $"[bold red]{state}[/]",
        _ => $"[yellow]{Escape(Words(state))}[/]",
    };

    /// <summary>The last part of an NSG's resource id.</summary>
    public static string ShortName(RemotePoint point) => point.Name.Split('/')[^1];

    public static string Escape(string text) => Markup.Escape(Terminal.Clean(text));

    /// <summary><c>withoutAddresses</c> as <c>without addresses</c>.</summary>
    private static string Words(string state) => string.Concat(state.Select(c => char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));

    private static string Generation(RemoteGeneration generation) => generation.Generation == 0 ? "[grey]-[/]" : $"{generation.Generation}";

    private static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 1 } => $"{age.Seconds} s",
        { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)age.TotalHours} h",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} d"),
    };
}
