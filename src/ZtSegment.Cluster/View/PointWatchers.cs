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

    /// <param name="losing">Rows that lose something: they are woken first.</param>
    public void Wake(EstateSnapshot estate, Func<int, bool> isAffected, IReadOnlySet<int> losing)
    {
        var later = new List<Watcher>();
        foreach (var (watcher, _) in watchers)
        {
            var rows = estate.Revision.Points.GetValueOrDefault(watcher.Point, []);
            if (rows.Any(losing.Contains))
                watcher.LookAgain();
            else if (rows.IsEmpty || rows.Any(isAffected))
                later.Add(watcher);
        }

        later.ForEach(w => w.LookAgain());
    }

    private sealed class Watcher(PointWatchers owner, string point, Action lookAgain) : IDisposable
    {
        public string Point => point;

        public void LookAgain() => lookAgain();

        public void Dispose() => owner.watchers.TryRemove(this, out _);
    }
}
