using System.Collections.Concurrent;

namespace ZtSegment.Cluster.View;

/// <summary>Who drives an enforcement point on this silo, and is woken when its desired ruleset may be another one.</summary>
internal sealed class PointWatchers
{
    private readonly ConcurrentDictionary<Watcher, bool> watchers = new();

    /// <param name="lookAgain">Called on the view's thread: hands over and returns.</param>
    public IDisposable Add(string point, Action lookAgain)
    {
        var watcher = new Watcher(this, point, lookAgain);
        watchers[watcher] = true;
        return watcher;
    }

    public void Wake(EstateSnapshot estate, AffectedRows affected)
    {
        foreach (var (watcher, _) in watchers)
        {
            if (!estate.Revision.Points.TryGetValue(watcher.Point, out var rows) || rows.Any(row => affected.Contains(estate.Compilation, row)))
                watcher.LookAgain();
        }
    }

    private sealed class Watcher(PointWatchers owner, string point, Action lookAgain) : IDisposable
    {
        public string Point => point;

        public void LookAgain() => lookAgain();

        public void Dispose() => owner.watchers.TryRemove(this, out _);
    }
}
