using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Workloads that are cut off, have no known address, or could not be managed any more.</summary>
internal sealed class WorkloadFindings(Compilation compilation, Selection selection)
{
    public static IEnumerable<Diagnostic> Of(Compilation compilation, Selection selection)
    {
        var findings = new WorkloadFindings(compilation, selection);
        var absence = selection.Absence;
        if (!absence.HasFacts)
            return [];
        return
        [
            .. absence.HasAll(DocumentKind.FlowPolicy) ? findings.Isolated() : [],
            .. findings.WithoutAddress(),
            .. absence.HasAll(DocumentKind.Estate, DocumentKind.Rollout) ? findings.WithoutManagementAccess() : [],
        ];
    }

    private IEnumerable<Diagnostic> Isolated()
    {
        var isolated = IsolatedWorkloads.Of(compilation, selection).ToHashSet();
        return PerFile(
            FindingRules.Isolated,
            isolated.Contains,
            (names, isOne) => $"no policy names {names}: {(isOne ? "it is" : "they are")} isolated, and when enforced can neither send nor receive",
            "name them in the `from` or `to` of a flow policy, or check their labels");
    }

    private IEnumerable<Diagnostic> WithoutAddress() => PerFile(
        FindingRules.NoKnownAddress,
        row => selection.WorkloadAt(row).AddressesFrom is not null && compilation.Table.Addresses[row].IsEmpty,
        (names, isOne) => $"no address is known of {names}: {(isOne ? "it has" : "they have")} no flow, and no ruleset is made",
        "give the addresses with `--inventory`; they must lie in `addressesFrom.within`");

    private IEnumerable<Diagnostic> WithoutManagementAccess()
    {
        var families = compilation.Intent.Management.Access.SelectMany(a => a.From).Select(c => c.Family).Distinct().ToArray();
        var hosts = Enumerable.Range(0, compilation.Table.Workloads.Length)
            .Where(row => selection.WorkloadAt(row).LinuxHost is not null && IsEnforced(row))
            .Where(row => families.Length == 0 || (compilation.Table.Addresses[row] is { IsEmpty: false } own && !own.Any(a => families.Contains(a.Family))))
            .ToList();
        if (hosts.Count == 0)
            yield break;
        yield return FindingRules.NoManagementAccess.At(
            compilation.Intent.Estate?.Position ?? selection.WorkloadAt(hosts[0]).Position,
            compilation.Intent.Estate is null
                ? $"there is no Estate, so nothing keeps the way in to the enforced Linux host{(hosts.Count == 1 ? "" : "s")} of {selection.Names(hosts)}"
                : $"the Estate's `management.access` lets nobody in to the enforced Linux host{(hosts.Count == 1 ? "" : "s")} of {selection.Names(hosts)}",
            "add `management: { access: [{ from: [...], ports: [22/tcp] }] }` to the Estate, so that a mistake locks nobody out",
            hosts.Count);
    }

    private bool IsEnforced(int row) => compilation.ClassOf[row].Modes is { Ingress: Mode.Enforce } or { Egress: Mode.Enforce };

    /// <summary>One finding per file, at the first such workload.</summary>
    private IEnumerable<Diagnostic> PerFile(DiagnosticRule rule, Func<int, bool> isFound, Func<string, bool, string> message, string remedy) =>
        from row in Enumerable.Range(0, compilation.Table.Workloads.Length)
        where isFound(row)
        group row by selection.WorkloadAt(row).Position.File into found
        let rows = found.OrderBy(row => selection.WorkloadAt(row).Position).ToList()
        select rule.At(selection.WorkloadAt(rows[0]).Position, message(selection.Names(rows), rows.Count == 1), remedy, rows.Count);
}
