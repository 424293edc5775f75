using System.CommandLine;
using ZtSegment.Language;

namespace ZtSegment.Cli.Commands;

/// <summary><c>schema</c>: what editors need to check and complete documents.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Write the JSON Schema of the language, for editors: `ztseg schema > ztsegment.schema.json`.");
        var format = new Option<string>("--format") { Description = "JSON is all there is.", DefaultValueFactory = _ => "json", HelpName = "json" };
        format.AcceptOnlyFromAmong("json", "text");
        command.Options.Add(format);
        command.SetAction(_ => Console.Out.Write(LanguageSchema.Json));
        return command;
    }
}
