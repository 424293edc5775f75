using System.CommandLine;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Rendering;
using ZtSegment.Cli.Verifying;
using ZtSegment.Flows.Proof;

namespace ZtSegment.Cli.Commands;

/// <summary><c>verify</c>: proves that rulesets let through exactly what is declared, and shows packets where they do not.</summary>
internal static class VerifyCommand
{
    private const string All = "all";

    public static Command Create()
    {
        var command = new Command("verify", "Prove that every ruleset lets through exactly what is declared, or show the packets on which it differs.");
        var estate = new EstateOptions(command, OutputFormat.Text, OutputFormat.Json);
        var rendered = new Option<DirectoryInfo>("--rendered") { Description = "A folder that `render` wrote: prove the files in it.", HelpName = "dir" };
        var oracle = new Option<string>("--oracle")
        {
            Description = $"all: compare every workload with the oracle (default: all of up to {OracleProof.CompareAllUpTo}, else 200).",
            HelpName = All,
        };
        oracle.AcceptOnlyFromAmong(All);
        command.Options.Add(rendered);
        command.Options.Add(oracle);
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(rendered)?.FullName;
            if (folder is not null && !Directory.Exists(folder))
            {
                Console.Error.WriteLine($"error: --rendered: there is no folder {folder}; `ztseg render --out` writes one.");
                return ExitCode.Invalid;
            }

            if (estate.Load(parsed, out var refusal, folder is null ? null : Manifest.Read(folder)?.At) is not { } loaded)
                return refusal;
            if (folder is not null && estate.At(parsed) is null && Manifest.Read(folder)?.At is { } then)
                Console.Error.WriteLine($"judged as of {then.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, when the folder was rendered; timeouts count from when a file is loaded, so render again before loading it later.");
            var verification = new EstateVerifier(loaded, folder).Run(parsed.GetValue(oracle) == All);
            if (estate.Format(parsed) == OutputFormat.Json)
                VerificationOutput.WriteJson(verification);
            else
                VerificationOutput.WriteText(verification);
            return verification.Verdict == ProofVerdict.Equal ? ExitCode.Fine : ExitCode.Found;
        });
        return command;
    }
}
