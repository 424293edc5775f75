using ZtSegment.Flows.Plan;
using static ZtSegment.Flows.Tests.Declared;

namespace ZtSegment.Flows.Tests.Plan;

/// <summary>Plans between small estates that are written as documents.</summary>
internal static class Planned
{
    public static FlowPlan Between(string old, string @new) => Planner.Between(Compiled(old), Compiled(@new));

    public static string Opened(string old, string @new) => Lines(Between(old, @new).Opened);

    public static string Closed(string old, string @new) => Lines(Between(old, @new).Closed);

    /// <summary>One flow a line.</summary>
    public static string Lines(FlowChanges changes) => string.Join('\n', changes.Flows().Select(f =>
        $"{f.Source} -> {f.Destination} {f.Ports} {(f.IsManagement ? "management" : string.Join('+', f.Policies.Select(p => p.Name)))}{(f.IsComposed ? " composed" : "")}"));

    public static string Found(string old, string @new) =>
        string.Join('\n', Between(old, @new).Guardrails.Select(g => $"{(g.IsOld ? "old " : "")}{g.Guardrail.Name} {g.Change}: {g.Found}"));

    public static string Guardrail(string name, string spec) => Document("Guardrail", name, spec);

    public static string Group(string name, string spec) => Document("AddressGroup", name, spec);
}
