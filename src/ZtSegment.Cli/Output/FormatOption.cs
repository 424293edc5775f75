using System.CommandLine;

namespace ZtSegment.Cli.Output;

/// <summary><c>--format text|json</c> of commands that read no documents.</summary>
internal sealed class FormatOption
{
    private readonly Option<string> format = new("--format") { Description = "How to write the answer.", DefaultValueFactory = _ => "text", HelpName = "text|json" };

    public FormatOption(Command command)
    {
        format.AcceptOnlyFromAmong("text", "json");
        command.Options.Add(format);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(format) == "json";
}
