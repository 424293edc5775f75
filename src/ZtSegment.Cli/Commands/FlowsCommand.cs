using System.CommandLine;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.FlowText;
using ZtSegment.Cli.Output;
using ZtSegment.Flows.Graph;

namespace ZtSegment.Cli.Commands;

/// <summary><c>flows</c>: the flow graph, by segment or by workload.</summary>
internal static class FlowsCommand
{
    private const string Segment = "segment";
    private const string Workload = "workload";

    public static Command Create()
    {
        var command = new Command("flows", "Show who may talk to whom, and by which policy.");
        var estate = new EstateOptions(command, mayAskController: true, OutputFormat.Text, OutputFormat.Json, OutputFormat.Dot, OutputFormat.Mermaid);
        var by = new Option<string>("--by") { Description = "What the nodes are: segment (as the policies are written) or workload.", DefaultValueFactory = _ => Segment };
        by.AcceptOnlyFromAmong(Segment, Workload);
        command.Options.Add(by);
        command.SetAction(parsed =>
        {
            if (estate.Load(parsed, out var refusal, toShow: true) is not { } loaded)
                return refusal;
            var edges = parsed.GetValue(by) == Workload ? FlowGraph.ByWorkload(loaded.Compilation) : FlowGraph.BySegment(loaded.Compilation);
            Write(edges, estate.Format(parsed));
            return loaded.BreaksGuardrail ? ExitCode.Found : ExitCode.Fine;
        });
        return command;
    }

    private static void Write(IEnumerable<FlowEdge> edges, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                using (var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16))
                    FlowJson.Write(edges, output);
                break;
            case OutputFormat.Dot:
                FlowDot.Write(edges, Console.Out);
                break;
            case OutputFormat.Mermaid:
                FlowMermaid.Write(edges, Console.Out);
                break;
            default:
                FlowsText.Write(Terminal.Out, edges);
                break;
        }
    }
}
