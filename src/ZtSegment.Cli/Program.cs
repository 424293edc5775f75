using System.CommandLine;
using ZtSegment.Cli;
using ZtSegment.Cli.Commands;
using ZtSegment.Cli.Output;

var root = new RootCommand("ZtSegment: allowed flows in YAML; rulesets that are proved to be exactly those.")
{
    InitCommand.Create(),
    ValidateCommand.Create(),
    FlowsCommand.Create(),
    ExplainCommand.Create(),
    PlanCommand.Create(),
    RenderCommand.Create(),
    VerifyCommand.Create(),
    LabCommand.Create(),
    SchemaCommand.Create(),
    CompletionCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"error: {error.Message}");
    Console.Error.WriteLine($"`ztseg {string.Join(' ', CommandPath.Of(parsed.CommandResult).Append("--help"))}` shows what there is.");
    return ExitCode.Invalid;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    return ExitCode.Interrupted;
}
catch (Exception refusal) when (refusal is WorldRefusedException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {refusal.Message}");
    return ExitCode.Refused;
}
