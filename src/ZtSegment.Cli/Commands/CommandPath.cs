using System.CommandLine.Parsing;

namespace ZtSegment.Cli.Commands;

internal static class CommandPath
{
    /// <summary>The names of the commands that were typed, the program's own left out.</summary>
    public static IEnumerable<string> Of(CommandResult result) => result.Parent is CommandResult parent
        ? Of(parent).Append(result.Command.Name)
        : [];
}
