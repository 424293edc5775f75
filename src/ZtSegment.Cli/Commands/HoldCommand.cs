using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Http.Json;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Remote;

namespace ZtSegment.Cli.Commands;

/// <summary><c>hold</c>: nothing is pushed to an enforcement point for a while.</summary>
internal static class HoldCommand
{
    public static Command Create()
    {
        var command = new Command("hold", "Push nothing to an enforcement point for a while: somebody works on it. `status` shows it.");
        var controller = new ControllerOptions(command);
        var format = new FormatOption(command);
        var point = PointArgument();
        var duration = new Option<TimeSpan?>("--for")
        {
            Description = "How long, such as 30m, 4h or 2d (default: until `release`).",
            CustomParser = ParseDuration,
            HelpName = "time",
        };
        var reason = new Option<string>("--reason") { Description = "Why, for whoever meets it.", Required = true, HelpName = "text" };
        command.Arguments.Add(point);
        command.Options.Add(duration);
        command.Options.Add(reason);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = controller.Connect(parsed);
            DateTimeOffset? until = parsed.GetValue(duration) is { } time ? DateTimeOffset.UtcNow + time : null;
            using var content = JsonContent.Create(new HoldRequest(parsed.GetRequiredValue(reason), until), RemoteJson.Default.HoldRequest);
            return await PointAnswer.WriteAsync(client, HttpMethod.Post, $"{PathOf(parsed.GetRequiredValue(point))}/hold", content, format.IsJson(parsed), cancellation);
        });
        return command;
    }

    public static Argument<string> PointArgument() => new("point") { Description = "A Linux host by its name, or a network security group by its resource id." };

    public static string PathOf(string point) =>
        point.StartsWith('/') ? $"points/azure/{Uri.EscapeDataString(point)}"
        : point.StartsWith("linux/", StringComparison.Ordinal) || point.StartsWith("azure/", StringComparison.Ordinal) ? $"points/{point[..5]}/{Uri.EscapeDataString(point[6..])}"
        : $"points/linux/{Uri.EscapeDataString(point)}";

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), System.Globalization.NumberStyles.None, null, out var count) && count > 0)
        {
            TimeSpan? time = text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' when count <= 3650 => TimeSpan.FromDays(count),
                _ => null,
            };
            if (time <= TimeSpan.FromDays(3650))
                return time;
        }

        result.AddError($"--for: `{text}` is no time; write one like 30m, 4h or 2d, of ten years at most");
        return null;
    }
}
