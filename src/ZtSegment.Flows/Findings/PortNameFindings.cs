using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Port names that mean two things, or nothing, on a workload that they are resolved on.</summary>
internal static class PortNameFindings
{
    public static IEnumerable<Diagnostic> Of(Compilation compilation, Selection selection) =>
        !selection.Absence.HasFacts ? []
        : selection.Absence.HasAll(DocumentKind.Segment) ? Clashes(compilation, selection).Concat(Lacking(compilation, selection))
        : Clashes(compilation, selection);

    private static IEnumerable<Diagnostic> Clashes(Compilation compilation, Selection selection) =>
        from clash in compilation.PortNames.Clashes()
        let name = clash.Port.Name
        select FindingRules.PortNameClash.At(
            clash.Port.Position,
            $"segment `{clash.Segment.Name}` gives its member `{selection.WorkloadAt(clash.Row).Name}` port {Text(clash.Port)} for `{name}`, "
                + $"but segment `{clash.Other.Name}` gives it {Text(clash.OtherPort)}, at {clash.OtherPort.Position.File}:{clash.OtherPort.Position.Line}",
            $"give the workload a port `{name}` of its own, or make the segments agree");

    private static string Text(PortName port) => $"{port.Port}/{port.Protocol}";

    private static IEnumerable<Diagnostic> Lacking(Compilation compilation, Selection selection)
    {
        foreach (var policy in compilation.Policies.Where(p => !p.Ports.Names.IsEmpty))
        {
            var destinations = policy.To.Select(p => p.Atom).OfType<Atom>().Distinct().SelectMany(a => a.Members.ToArray()).Distinct()
                .Where(row => policy.SameLabels?.ValuesOf(compilation.Table.Labels[row]) is not null || policy.SameLabels is null)
                .GroupBy(row => compilation.ClassOf[row].Number)
                .ToList();
            foreach (var entry in policy.Policy.Ports.OfType<NamedPort>().DistinctBy(e => e.Name))
            {
                var lacking = destinations.Where(g => compilation.PortNames.Resolve(g.First(), entry.Name) is null).SelectMany(g => g).Order().ToList();
                if (lacking.Count == 0)
                    continue;
                yield return FindingRules.PortNameLacking.At(
                    entry.Position,
                    $"policy `{policy.Policy.Name}` opens port `{entry.Name}`, which {selection.Names(lacking)} {(lacking.Count == 1 ? "does" : "do")} not have: "
                        + "no flow there",
                    $"add `{entry.Name}` to the `ports` of the workload or of a segment that it is in, or select it no longer",
                    lacking.Count);
            }
        }
    }
}
