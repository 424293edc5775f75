using System.Runtime.InteropServices;

namespace ZtSegment.Language.Loading;

/// <summary>Checks what only all documents together show: names, references, addresses, hosts. Parts come in the order of files and lines.</summary>
internal sealed class CrossReferences(IReadOnlyList<LoadedPart> parts)
{
    /// <summary>Nearest names are searched for so many bad references only: each search goes over all names.</summary>
    private const int MostSuggestions = 50;

    private static readonly int KindCount = Enum.GetValues<DocumentKind>().Length;

    private readonly Dictionary<string, (string File, int Line)>[] names =
        [.. Enumerable.Range(0, KindCount).Select(_ => new Dictionary<string, (string, int)>(StringComparer.Ordinal))];

    private int suggestions;

    /// <summary>Documents that contradict others: of one name, or with one address.</summary>
    public HashSet<(DocumentKind Kind, string Name)> Disputed { get; } = [];

    public void Check()
    {
        CheckNames();
        CheckReferences();
        CheckAddresses();
        CheckLinuxHosts();
        CheckNsgs();
    }

    private void CheckNames()
    {
        (string File, int Line, string Name)? estate = null;
        names[(int)DocumentKind.Workload].EnsureCapacity(parts.Sum(p => p.Names.Count));
        foreach (var part in parts)
        {
            var document = 0;
            var refused = new HashSet<int>();
            foreach (var (kind, name, line, column) in part.Names)
            {
                document++;
                ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(names[(int)kind], name, out var exists);
                if (exists)
                    Disputed.Add((kind, name));
                if (kind == DocumentKind.Estate && estate is { } other)
                {
                    Disputed.UnionWith([(kind, name), (kind, other.Name)]);
                    part.Sink.Report(DiagnosticRules.SecondEstate, line, column, $"there is an Estate already, at {other.File}:{other.Line}", "keep one Estate");
                }
                else if (!exists)
                {
                    first = (part.File, line);
                }
                else if (refused.Add(document))
                {
                    part.Sink.Report(DiagnosticRules.DuplicateName, line, column, $"there is {kind.WithArticle()} `{name}` already, at {first.File}:{first.Line}", "rename or remove one of them");
                }

                if (kind == DocumentKind.Estate)
                    estate ??= (part.File, line, name);
            }

            if (refused.Count > 0)
                Forget(part, refused);
        }
    }

    /// <summary>What a second document of a name holds tells nothing more than that there is one.</summary>
    private static void Forget(LoadedPart part, HashSet<int> documents)
    {
        part.Addresses.RemoveAll(a => documents.Contains(a.Document));
        part.LinuxHosts.RemoveAll(p => documents.Contains(p.Document));
        part.EnforcementPointNsgs.RemoveAll(p => documents.Contains(p.Document));
    }

    private void CheckReferences()
    {
        // What is refused whole may be what is referred to.
        var refused = parts.SelectMany(p => p.Refused).Select(d => d.Header?.Name).Concat(parts.SelectMany(p => p.RefusedWords)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (var (kind, name, line, column) in part.References)
            {
                if (!names[(int)kind].ContainsKey(name) && !refused.Contains(name))
                    part.Sink.Report(DiagnosticRules.UnknownReference, line, column, $"there is no {kind} `{name}`", Remedy(kind, name));
            }
        }
    }

    private string Remedy(DocumentKind kind, string name)
    {
        var others = Enumerable.Range(0, KindCount).Where(k => names[k].ContainsKey(name)).Select(k => (DocumentKind)k).ToList();
        if (others.Count > 0)
            return $"there is a document of that name of the kind {others[0]}";
        return suggestions++ < MostSuggestions && Suggestion.For(name, names[(int)kind].Keys) is { } near
            ? $"did you mean `{near}`?"
            : "declare it, or correct the name";
    }

    /// <summary>Own addresses are of one workload; virtual ones may be shared, but only as virtual ones.</summary>
    private void CheckAddresses()
    {
        var holders = new Dictionary<Address, (bool IsVirtual, string Workload, string File, int Line)>(parts.Sum(p => p.Addresses.Count));
        foreach (var part in parts)
        {
            foreach (var (address, isVirtual, workload, _, line, column) in part.Addresses)
            {
                ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(holders, address, out var exists);
                if (!exists)
                {
                    first = (isVirtual, workload, part.File, line);
                    continue;
                }

                if (isVirtual && first.IsVirtual && workload != first.Workload)
                    continue;
                Disputed.UnionWith([(DocumentKind.Workload, workload), (DocumentKind.Workload, first.Workload)]);
                var message = workload == first.Workload
                    ? $"{address} stands twice in this Workload"
                    : $"{address} is an address of Workload `{first.Workload}` already, at {first.File}:{first.Line}";
                part.Sink.Report(DiagnosticRules.DuplicateAddress, line, column, message, workload == first.Workload
                    ? "keep one of them"
                    : "give each workload its own; what several share belongs in `virtualAddresses` of each");
            }
        }
    }

    private void CheckLinuxHosts() => CheckPoints(
        part => part.LinuxHosts, StringComparer.Ordinal, DiagnosticRules.DuplicateHost,
        (host, first) => $"Linux host `{host}` has Workload `{first}` already",
        "a Linux host protects one workload: give this one its own host, or make them one workload with all their addresses");

    private void CheckNsgs()
    {
        CheckPoints(
            part => part.EnforcementPointNsgs, StringComparer.OrdinalIgnoreCase, DiagnosticRules.DuplicateNsg,
            (_, first) => $"EnforcementPoint `{first}` is for this network security group already", "keep one of them");
        // What is refused may be what an EnforcementPoint is for.
        if (parts.Any(p => p.Refused.Exists(d => d.Kind is null or DocumentKind.Workload)))
            return;
        var used = parts.SelectMany(p => p.WorkloadNsgs).Select(p => p.Point).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts)
        {
            foreach (var unused in part.EnforcementPointNsgs.Where(p => !used.Contains(p.Point)))
            {
                part.Sink.Report(DiagnosticRules.UnusedNsg, unused.Line, unused.Column, $"EnforcementPoint `{unused.Owner}` protects no workload", "name this resource id in the `enforcement` of a Workload, or remove the document");
                part.Sink.EndDocument();
            }
        }
    }

    private void CheckPoints(
        Func<LoadedPart, List<PointPlace>> places, StringComparer comparer, DiagnosticRule rule, Func<string, string, string> message, string remedy)
    {
        var firsts = new Dictionary<string, (string Owner, string File, int Line)>(parts.Sum(p => places(p).Count), comparer);
        foreach (var part in parts)
        {
            foreach (var (point, owner, _, line, column) in places(part))
            {
                ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(firsts, point, out var exists);
                if (exists)
                    part.Sink.Report(rule, line, column, $"{message(point, first.Owner)}, at {first.File}:{first.Line}", remedy);
                else
                    first = (owner, part.File, line);
            }
        }
    }
}
