using System.CommandLine;
using ZtSegment.Cli;
using ZtSegment.Cli.Commands;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Remote;

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
    ApplyCommand.Create(),
    StatusCommand.Create(),
    HistoryCommand.Create(),
    RollbackCommand.Create(),
    HoldCommand.Create(),
    ReleaseCommand.Create(),
    FreezeCommand.Create(),
    UnfreezeCommand.Create(),
    UpCommand.Create(),
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
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = parsed.CommandResult.Command.Name == UpCommand.Name ? UpCommand.LongestEnd : TimeSpan.FromSeconds(2),
    });
}
catch (OperationCanceledException)
{
    return ExitCode.Interrupted;
}
catch (InvalidArgumentException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return ExitCode.Invalid;
}
catch (ControllerRefusedException e)
{
    DiagnosticOutput.WriteText(Terminal.ErrorLines, e.Problem.DiagnosticsAt(file => file));
    Console.Error.WriteLine($"error: {Terminal.Clean(e.Problem.Said)}");
    return e.ExitCode;
}
catch (Exception refusal) when (refusal is WorldRefusedException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {refusal.Message}");
    return ExitCode.Refused;
}
