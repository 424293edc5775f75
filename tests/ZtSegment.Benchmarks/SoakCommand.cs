using System.CommandLine;
using System.Diagnostics;
using ZtSegment.Benchmarks.Cases;

namespace ZtSegment.Benchmarks;

/// <summary><c>soak</c>: one change after the other in one engine; what it holds must not grow.</summary>
internal static class SoakCommand
{
    private const int Lines = 20;

    public static Command Create()
    {
        var changes = new Option<int>("--changes") { Description = "How many changes.", DefaultValueFactory = _ => 1_000_000 };
        var workloads = new Option<int>("--workloads") { Description = "How many workloads.", DefaultValueFactory = _ => 1_000 };
        var guardrails = new Option<int>("--guardrails") { Description = "How many guardrails, up to 20.", DefaultValueFactory = _ => 20 };
        var command = new Command("soak", "Make many changes in one engine, and show what it holds.") { changes, workloads, guardrails };
        command.SetAction(result => Run(result.GetValue(changes), result.GetValue(workloads), result.GetValue(guardrails)));
        return command;
    }

    private static void Run(int changes, int workloads, int guardrails)
    {
        var soaked = new GuardedChanges(guardrails, new Estates.EstateOptions(workloads, Math.Max(5, workloads / 50), Math.Max(50, workloads / 10)));
        Console.WriteLine($"{"changes",10} {"us each",8} {"MB after GC",12}  holds");
        var (clock, done) = (Stopwatch.StartNew(), 0);
        for (var line = 0; line <= Lines; line++)
        {
            clock.Restart();
            for (var from = done; done < (long)changes * line / Lines; done++)
                soaked.Any();
            var each = line == 0 ? 0 : clock.Elapsed.TotalMicroseconds * Lines / changes;
            Console.WriteLine($"{done,10} {each,8:0.0} {GC.GetTotalMemory(forceFullCollection: true) / 1e6,12:0.0}  {soaked.Engine.Size}");
        }
    }
}
