using System.CommandLine;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.FlowText;
using ZtSegment.Cli.Output;
using ZtSegment.Flows;
using ZtSegment.Flows.Explain;
using ZtSegment.Language;
using ZtSegment.Language.Loading;

namespace ZtSegment.Cli.Commands;

/// <summary><c>explain</c>: why one packet is let through or not, at each end.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var command = new Command("explain", "Tell why one packet is let through or not: by which policy at each end, or what is missing.");
        var estate = new EstateOptions(command, mayAskController: true, OutputFormat.Text, OutputFormat.Json);
        var from = new Option<string>("--from") { Description = "The source: a workload or an address.", Required = true, HelpName = "workload|address" };
        var to = new Option<string>("--to") { Description = "The destination: a workload or an address.", Required = true, HelpName = "workload|address" };
        var port = new Option<string>("--port")
        {
            Description = "5432/tcp, icmp, or a port name of the destination.",
            Required = true,
            HelpName = "port/protocol",
        };
        var expect = new Option<string?>("--expect") { Description = "Exit 1 unless the declared verdict is this: allow or deny." };
        expect.AcceptOnlyFromAmong("allow", "deny");
        foreach (var option in (Option[])[from, to, port, expect])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (estate.Load(parsed, out var refusal, toShow: true) is not { } loaded)
                return refusal;
            if (Question.Read(loaded.Compilation, parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetRequiredValue(port)) is not { } question)
                return ExitCode.Invalid;
            var explanation = Explainer.Of(loaded.Compilation, question.From, question.To, question.Service);
            if (estate.Format(parsed) == OutputFormat.Json)
                JsonOutput.Write(json => ExplainJson.Write(json, explanation));
            else
                ExplainText.Write(Terminal.OutLines, loaded.Compilation, question, explanation);
            return Matches(explanation, parsed.GetValue(expect)) && !loaded.BreaksGuardrail ? ExitCode.Fine : ExitCode.Found;
        });
        return command;
    }

    private static bool Matches(Explanation explanation, string? expected) => expected is null || explanation.IsAllowed == (expected == "allow");
}

/// <summary>What <c>explain</c> was asked, resolved.</summary>
internal sealed record Question(Party From, Party To, AskedService Service)
{
    /// <summary>Null where a part means nothing here; then standard error says what would.</summary>
    public static Question? Read(Compilation compilation, string from, string to, string port)
    {
        var (source, destination) = (Party.Find(compilation, from), Party.Find(compilation, to));
        foreach (var (option, text, found) in new[] { ("--from", from, source), ("--to", to, destination) })
        {
            if (found is null)
                Console.Error.WriteLine($"error: {option}: there is no workload `{Terminal.Clean(text)}`, and it is no address{DidYouMean(text, compilation.Intent.Workloads.Select(w => w.Name))}");
        }

        if (source is null || destination is null)
            return null;
        if (ServiceOf(compilation, destination, port) is { } service)
            return new Question(source, destination, service);
        Console.Error.WriteLine($"error: --port: {WhyNoService(compilation, destination, port)}");
        return null;
    }

    private static AskedService? ServiceOf(Compilation compilation, Party destination, string port) =>
        AskedService.Parse(port) is { } service ? service
        : destination.Rows.Select(row => compilation.PortNames.Resolve(row, port)).FirstOrDefault(p => p is not null) is { } named
            ? new AskedService(named.Protocol, named.Port)
            : null;

    private static string WhyNoService(Compilation compilation, Party destination, string port)
    {
        var shown = Terminal.Clean(port);
        if (port.Contains('/') || port.All(char.IsAsciiDigit) || Protocol.FromWord(port) is not null || port == "any" || destination.Rows.IsEmpty)
            return $"`{shown}` is not one packet's port; write one like 5432/tcp, 53/udp or icmp";
        var known = compilation.Intent.Segments.SelectMany(s => s.Ports).Concat(compilation.Intent.Workloads.SelectMany(w => w.Ports))
            .Select(p => p.Name).Distinct().Where(name => destination.Rows.Any(row => compilation.PortNames.Resolve(row, name) is not null));
        return $"`{destination.Asked}` has no port `{shown}`{DidYouMean(port, known)}";
    }

    private static string DidYouMean(string word, IEnumerable<string> known) =>
        Suggestion.For(word, known) is { } near ? $"; did you mean `{near}`?" : "";
}
