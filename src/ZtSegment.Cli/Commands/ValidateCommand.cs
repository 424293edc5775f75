using System.Collections.Immutable;
using System.CommandLine;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Language;

namespace ZtSegment.Cli.Commands;

/// <summary><c>validate</c>: everything that is wrong, or worth knowing, of documents and facts.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var command = new Command("validate", "Check documents: every error, warning and note at once, each with its place and remedy.");
        var options = new EstateOptions(command, OutputFormat.Text, OutputFormat.Json, OutputFormat.Sarif);
        command.SetAction(parsed =>
        {
            var (estate, diagnostics) = options.Read(parsed);
            switch (options.Format(parsed))
            {
                case OutputFormat.Json:
                    DiagnosticOutput.WriteJson(diagnostics);
                    break;
                case OutputFormat.Sarif:
                    SarifOutput.Write(diagnostics);
                    break;
                default:
                    WriteText(estate?.Intent, diagnostics);
                    break;
            }

            return estate switch
            {
                null => ExitCode.Invalid,
                { BreaksGuardrail: true } => ExitCode.Found,
                _ => ExitCode.Fine,
            };
        });
        return command;
    }

    private static void WriteText(Intent? intent, ImmutableArray<Diagnostic> diagnostics)
    {
        DiagnosticOutput.WriteByFile(Terminal.OutLines, diagnostics);
        var counts = string.Join(", ", new[] { Severity.Error, Severity.Warning, Severity.Note }
            .Select(severity => (severity, count: diagnostics.Count(d => d.Severity == severity)))
            .Where(c => c.count > 0)
            .Select(c => Counted(c.count, DiagnosticOutput.Word(c.severity))));
        Console.Out.WriteLine(intent is null ? counts : $"{Read(intent)}: {(counts.Length == 0 ? "nothing to report" : counts)}");
    }

    private static string Read(Intent intent)
    {
        (int Count, string Word)[] kinds =
        [
            (intent.Workloads.Length, "workload"), (intent.Segments.Length, "segment"), (intent.Policies.Length, "flow policy"),
            (intent.AddressGroups.Length, "address group"), (intent.PortGroups.Length, "port group"), (intent.Rollouts.Length, "rollout"),
            (intent.Guardrails.Length, "guardrail"), (intent.EnforcementPoints.Length, "enforcement point"), (intent.Estate is null ? 0 : 1, "estate"),
        ];
        var documents = kinds.Sum(k => k.Count);
        return documents == 0
            ? "no documents"
            : $"{Counted(documents, "document")} ({string.Join(", ", kinds.Where(k => k.Count > 0).Select(k => Counted(k.Count, k.Word)))})";
    }

    private static string Counted(int count, string word) => count == 1 ? $"1 {word}"
        : word.EndsWith('y') ? $"{count} {word[..^1]}ies"
        : $"{count} {word}s";
}
