using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Lab;
using ZtSegment.Cli.Lab.Probing;
using ZtSegment.Cli.Output;
using ZtSegment.Cli.Remote;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Language;

namespace ZtSegment.Cli.Up;

/// <summary>One run of <c>up</c>: documents go to the controller as plans; what is in force there comes back, and the lab follows it.</summary>
//
//   paths --changed--> SentDocuments --PUT--> plan, shown --accept--> controller --agents' socket--> agents in namespaces
//                                                                        |                                 ^
//   lines on the terminal <--- RevisionFollower <--------- events -------+--- revision: hosts to build ----+
//
internal sealed class UpSession(UpOptions options, LocalController controller, UpLab? lab, TextWriter told)
{
    private readonly RevisionFollower follower = new(controller.Client, lab, told);
    private ImmutableArray<SourceText> last = [];

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = follower.RunAsync(ending.Token);
        var work = options.Once ? OnceAsync(ending.Token) : WatchAsync(ending.Token);
        try
        {
            var first = await Task.WhenAny(work, following, controller.Ended);
            if (first == controller.Ended)
                throw new WorldRefusedException($"the controller has ended by itself; its log is {Path.Combine(controller.State, "controller.log")}");
            await first;
            return await work;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(work, following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> OnceAsync(CancellationToken cancellation)
    {
        var refused = await ProposeAsync(isFirst: true, cancellation);
        if (refused != ExitCode.Fine)
            return refused;
        if (await follower.ProvedAsync(cancellation) is not { } compilation)
            return ExitCode.Found;
        var result = await Task.Run(() => Probe(compilation, lab!.Network, cancellation), cancellation);
        if (options.IsJson)
            JsonOutput.Write(json => LabJson.Write(json, result));
        else
            LabText.Write(Terminal.OutLines, result);
        return result.Verdict == ProofVerdict.Equal ? ExitCode.Fine : ExitCode.Found;
    }

    private static LabResult Probe(Compilation compilation, LabNetwork network, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var plan = LabPlan.Of(compilation);
        var proofs = Task.Run(LiveProofs.Read(plan, network, LiveProofs.AgentsGrace), CancellationToken.None);
        ImmutableArray<bool> passed = [.. Prober.Run(network, plan.Probes, null, cancellation)];
        return new LabResult(plan, passed, proofs.GetAwaiter().GetResult(), Stopwatch.GetElapsedTime(started));
    }

    private async Task<int> WatchAsync(CancellationToken cancellation)
    {
        using var watch = new DocumentWatch(options.Paths);
        var refused = await ProposeAsync(isFirst: true, cancellation);
        if (refused != ExitCode.Fine)
            return refused;
        await told.WriteLineAsync($"watching {string.Join(", ", options.Paths)}: each change is planned{(options.AutoApply ? " and applied" : "; --auto-apply applies it too")}. Ctrl-C ends all of it.");
        while (true)
        {
            await watch.NextAsync(cancellation);
            await ProposeAsync(isFirst: false, cancellation);
        }
    }

    /// <summary>Reads the documents; where they are other than before, has them planned, and applied where that is wanted.</summary>
    private async Task<int> ProposeAsync(bool isFirst, CancellationToken cancellation)
    {
        var (documents, unread) = SentDocuments.Read(options.Paths);
        if (!unread.IsEmpty)
            return Refuse(unread, ExitCode.Invalid);
        if (!isFirst && IsSame(documents.AsRead))
            return ExitCode.Fine;
        last = documents.AsRead;
        try
        {
            var path = $"sources/{UpOptions.Source}/plan?author={Uri.EscapeDataString(Environment.UserName)}&allowShrink=true";
            var plan = await controller.Client.SendForBytesAsync(HttpMethod.Put, path, documents.ToContent(), cancellation);
            using var parsed = JsonDocument.Parse(plan);
            var hash = parsed.RootElement.GetProperty("hash").GetString()!;
            var show = isFirst ? null : follower.Plan(documents.AsRead);
            if (isFirst || options.AutoApply)
                await controller.Client.SendAsync(HttpMethod.Post, $"plans/{Uri.EscapeDataString(hash)}/accept", null, RemoteJson.Default.Accepted, cancellation);
            show?.Invoke();
            if (!isFirst && !options.AutoApply)
                await told.WriteLineAsync($"to apply it: ztseg apply --plan {hash} --controller {controller.Client.Address} --token-file {controller.TokenFile}");
            return ExitCode.Fine;
        }
        catch (ControllerRefusedException e)
        {
            var refused = Refuse(e.Problem.DiagnosticsAt(file => documents.Place(UpOptions.Source, file)), e.ExitCode);
            Console.Error.WriteLine($"error: {Terminal.Clean(e.Problem.Said)}{(isFirst ? "" : "; what was in force stays so")}");
            return refused;
        }
    }

    private bool IsSame(ImmutableArray<SourceText> now) =>
        now.Length == last.Length && now.Zip(last).All(pair => pair.First.File == pair.Second.File && pair.First.Utf8.Span.SequenceEqual(pair.Second.Utf8.Span));

    private static int Refuse(ImmutableArray<Diagnostic> diagnostics, int exitCode)
    {
        DiagnosticOutput.WriteText(Terminal.ErrorLines, diagnostics.Where(d => d.Severity == Severity.Error));
        return exitCode;
    }
}
