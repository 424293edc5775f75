using System.Text;

namespace ZtSegment.Flows.Tests.Incremental;

/// <summary>Everything that a compilation says, numbers of classes aside.</summary>
internal static class CompilationText
{
    public static string Of(Compilation compilation)
    {
        var text = new StringBuilder();
        foreach (var workloads in compilation.Classes)
        {
            text.AppendLine($"class of {string.Join(' ', workloads.Rows)}, {workloads.Modes}");
            text.AppendLine(Of(workloads.Program));
        }

        for (var row = 0; row < compilation.ClassOf.Length; row++)
        {
            text.AppendLine($"{row} in {compilation.ClassOf[row].Rows[0]}: {string.Join(' ', compilation.Table.Addresses[row])}, {compilation.Table.Labels[row]}");
            foreach (var name in RandomEstates.SmallWorld.PortNames)
                text.AppendLine($"  {name}: {compilation.PortNames.NumberOf(row, name)}");
        }

        foreach (var policy in compilation.Policies)
        {
            var peers = policy.From.Concat(policy.To).Select(p => p.Atom is { } atom ? $"{atom.SelectsAny} {string.Join(' ', atom.Members.ToArray())}" : Of(p.Nets!));
            text.AppendLine($"{policy} of {string.Join(", ", policy.SameLabels?.Keys ?? [])}: {string.Join(" | ", peers)}");
        }

        return text.ToString();
    }

    public static string Of(RuleProgram program) =>
        $"in:\n{string.Join('\n', program.Ingress.Select(Of))}\nout:\n{string.Join('\n', program.Egress.Select(Of))}";

    public static string Of(ProgramRule rule) => $"  {rule.Policy.Name} {Of(rule.Remote)} on {rule.Ports}";

    private static string Of(AddressBlock block) => $"[{string.Join(' ', block.Hosts)} {string.Join(' ', block.NetsV4)} {string.Join(' ', block.NetsV6)} {block.ServiceTag}]";
}
