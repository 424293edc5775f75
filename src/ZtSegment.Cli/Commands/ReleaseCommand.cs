using System.CommandLine;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Remote;

namespace ZtSegment.Cli.Commands;

/// <summary><c>release</c>: ends a hold.</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        var command = new Command("release", "End a hold: the enforcement point gets what is desired for it by now.");
        var controller = new ControllerOptions(command);
        var format = new FormatOption(command);
        var point = HoldCommand.PointArgument();
        command.Arguments.Add(point);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = controller.Connect(parsed);
            return await PointAnswer.WriteAsync(client, HttpMethod.Delete, $"{HoldCommand.PathOf(parsed.GetRequiredValue(point))}/hold", null, format.IsJson(parsed), cancellation);
        });
        return command;
    }
}
