using System.Globalization;
using ZtSegment.Storage.Tests.Clustering;
using ZtSegment.Storage.Tests.Sqlite;

namespace ZtSegment.Storage.Tests.Processes;

/// <summary>What this assembly does when a test starts it as a process of its own. Each runs until it is killed or told to end.</summary>
internal static class ChildRoles
{
    public const string Write = "write";
    public const string Hold = "hold";
    public const string Silo = "silo";

    public static Task<int> RunAsync(string[] args) => args switch
    {
        [Write, var database] => WriteAsync(database),
        [Hold, var database] => HoldAsync(database),
        [Silo, var settings] => SiloHost.RunAsync(settings),
        _ => Task.FromResult(2),
    };

    /// <summary>64 writers with a grain each. A line "grain number" is printed once that number is acknowledged.</summary>
    private static async Task<int> WriteAsync(string database)
    {
        using var storage = SqliteStorages.Open(database);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(async () =>
        {
            var state = await storage.ReadAsync(writer);
            for (var number = state.State!.Number + 1; ; number++)
            {
                state.State = new Counter { Number = number, Text = new string('x', 200) };
                await storage.WriteStateAsync("counter", SqliteStorages.Grain(writer), state);
                lock (output)
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{writer} {number}"));
            }
        })));
        return 0;
    }

    private static async Task<int> HoldAsync(string database)
    {
        using var storage = SqliteStorages.Open(database);
        Console.WriteLine("open");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
