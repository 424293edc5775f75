using System.CommandLine;
using ZtSegment.Benchmarks.Estates;

namespace ZtSegment.Benchmarks;

/// <summary><c>generate</c>: writes an estate as YAML files.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var workloads = Count("--workloads", "How many workloads.", 100_000, most: 1_000_000);
        var segments = Count("--segments", "How many segments; no more than workloads.", 1_000, most: 25_000);
        var policies = Count("--policies", "How many flow policies.", 5_000, most: 75_000);
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same bytes.", DefaultValueFactory = _ => 1 };
        var folder = new Option<DirectoryInfo>("--out") { Description = "The folder to write to; made if it is not there.", Required = true };
        var command = new Command("generate", "Write an estate as YAML files.") { workloads, segments, policies, seed, folder };
        command.Validators.Add(result =>
        {
            if (result.GetValue(segments) > result.GetValue(workloads))
                result.AddError("--segments: more segments than workloads would leave some empty");
        });
        command.SetAction(result => Write(
            new EstateOptions(result.GetValue(workloads), result.GetValue(segments), result.GetValue(policies), result.GetValue(seed)),
            result.GetRequiredValue(folder)));
        return command;
    }

    private static Option<int> Count(string name, string description, int byDefault, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is var count && (count < 1 || count > most))
                result.AddError($"{name}: 1 to {most}");
        });
        return option;
    }

    private static void Write(EstateOptions options, DirectoryInfo folder)
    {
        folder.Create();
        long bytes = 0;
        foreach (var text in EstateGenerator.Generate(options))
        {
            using var file = File.Create(Path.Combine(folder.FullName, text.File));
            file.Write(text.Utf8.Span);
            bytes += text.Utf8.Length;
        }

        Console.WriteLine($"{folder.FullName}: {bytes / 1e6:0.0} MB");
    }
}
