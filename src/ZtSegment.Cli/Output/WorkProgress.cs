using Spectre.Console;

namespace ZtSegment.Cli.Output;

/// <summary>A bar on standard error over work that lasts longer than a second, where that is a terminal.</summary>
internal static class WorkProgress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="total">How often <paramref name="work"/> calls its argument; from several threads is fine.</param>
    public static T Over<T>(string what, int total, Func<Action, T> work)
    {
        var done = 0;
        var task = Task.Run(() => work(() => Interlocked.Increment(ref done)));
        if (!Console.IsErrorRedirected && Task.WhenAny(task, Task.Delay(Patience)).GetAwaiter().GetResult() != task)
            Show(what, total, () => Volatile.Read(ref done), task);
        return task.GetAwaiter().GetResult();
    }

    private static void Show(string what, int total, Func<int> done, Task task) => Terminal.Error.Progress().AutoClear(true).Start(progress =>
    {
        var bar = progress.AddTask(what, maxValue: Math.Max(1, total));
        while (!task.IsCompleted)
        {
            bar.Value = done();
            task.ContinueWith(_ => { }, TaskScheduler.Default).Wait(100);
        }

        bar.Value = bar.MaxValue;
    });
}
