using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Turns intent and facts into one rule program per class of like workloads. Pure: time and facts are arguments.</summary>
//
//   Intent ----> Binder: atoms ----> classes ----> RuleProgram per class ----> (Linux, Azure)
//                  ^                    ^               |
//   labels --------+    names, modes ---+               +--> FlowGraph ----> flows, explain
//
public sealed class Compiler
{
    private readonly Intent intent;
    private readonly WorkloadTable table;
    private readonly Binder binder;
    private readonly PortResolver ports;
    private readonly List<AtomSignature> signatures = [];

    private Compiler(Intent intent, EstateFacts facts)
    {
        this.intent = intent;
        table = new WorkloadTable(intent, facts);
        binder = new Binder(intent, table);
        ports = new PortResolver(intent, table, binder.Select);
    }

    public static Compilation Compile(Intent intent, EstateFacts facts, DateTimeOffset now, PolicyIds ids) =>
        new Compiler(intent, facts).Run(now, ids);

    private Compilation Run(DateTimeOffset now, PolicyIds ids)
    {
        ImmutableArray<CompiledPolicy> policies = [.. Enumerable.Range(0, intent.Policies.Length)
            .Where(i => intent.Policies[i].IsLive(now))
            .Select(i => binder.Bind(intent.Policies[i]))];
        var modes = ModesOfRows();
        var signatureOf = SignaturesOfRows();
        var classByKey = new Dictionary<int[], ClassDraft>(IntArrayComparer.Instance);
        var lookup = classByKey.GetAlternateLookup<ReadOnlySpan<int>>();
        var classOf = new ClassDraft[table.Workloads.Length];
        int[] buffer = [];
        for (var row = 0; row < classOf.Length; row++)
        {
            var key = KeyOf(row, signatureOf[row], modes[row], ref buffer);
            if (!lookup.TryGetValue(key, out var draft))
                lookup[key] = draft = new ClassDraft(classByKey.Count, signatures[signatureOf[row]], modes[row]);
            draft.Rows.Add(row);
            classOf[row] = draft;
        }

        ImmutableArray<WorkloadClass> classes = [.. classByKey.Values.OrderBy(d => d.Number).Select(Finish)];
        return new Compilation(intent, now, ids, table, binder, ports, policies, classes, [.. classOf.Select(d => classes[d.Number])]);
    }

    private WorkloadClass Finish(ClassDraft draft)
    {
        var row = draft.Rows[0];
        var program = new RuleProgram(
            Rules(Direction.Ingress, row, draft.Signature), Rules(Direction.Egress, row, draft.Signature));
        return new WorkloadClass(draft.Number, program, draft.Modes, [.. draft.Rows]);
    }

    /// <summary>The rules that any member of the class has: each policy that selects it, with the other side's addresses.</summary>
    private ImmutableArray<ProgramRule> Rules(Direction direction, int row, AtomSignature signature)
    {
        var rules = new List<ProgramRule>();
        foreach (var policy in signature.Policies(direction))
        {
            var peers = direction == Direction.Ingress ? policy.From : policy.To;
            var values = policy.SameLabels?.ValuesOf(table.Labels[row]);
            foreach (var peer in peers.DistinctBy(p => (object?)p.Atom ?? p.Nets))
            {
                if (peer.Nets is { } nets)
                    Add(rules, policy, nets, direction == Direction.Ingress ? ports.Resolve(row, policy.Ports) : policy.Ports.Literal);
                else if (direction == Direction.Ingress)
                    Add(rules, policy, RemoteOf(peer.Atom!, policy, values), ports.Resolve(row, policy.Ports));
                else
                    AddByDestination(rules, policy, peer.Atom!, values);
            }
        }

        return [.. rules];
    }

    /// <summary>On the way out, names are resolved on each destination: one rule for each port set that the peers come to.</summary>
    private void AddByDestination(List<ProgramRule> rules, CompiledPolicy policy, Atom atom, string? values)
    {
        if (policy.Ports.Names.IsEmpty)
        {
            Add(rules, policy, RemoteOf(atom, policy, values), policy.Ports.Literal);
            return;
        }

        foreach (var (resolved, block) in NamedBlocks(policy, atom, values))
            Add(rules, policy, block, resolved);
    }

    private readonly Dictionary<(FlowPolicy Policy, int Atom, string Values), List<(ProtocolPorts, AddressBlock)>> namedBlocks = [];

    private List<(ProtocolPorts Ports, AddressBlock Block)> NamedBlocks(CompiledPolicy policy, Atom atom, string? values)
    {
        var key = (policy.Policy, atom.Number, policy.SameLabels is null ? "" : values ?? "\0");
        if (namedBlocks.TryGetValue(key, out var known))
            return known;
        var rows = policy.SameLabels is { } keys ? atom.GroupBy(keys).Rows(values) : atom.Members.ToArray();
        return namedBlocks[key] = [.. rows
            .GroupBy(row => ports.Resolve(row, policy.Ports))
            .Select(g => (g.Key, atom.BlockOf(g)))];
    }

    private static AddressBlock RemoteOf(Atom atom, CompiledPolicy policy, string? values) =>
        policy.SameLabels is { } keys ? atom.GroupBy(keys).Block(values) : atom.Block;

    private static void Add(List<ProgramRule> rules, CompiledPolicy policy, AddressBlock remote, ProtocolPorts ports)
    {
        if (!remote.IsEmpty && !ports.IsEmpty)
            rules.Add(new ProgramRule(policy.Policy, remote, ports));
    }

    /// <summary>For each row the number of its combination of atoms.</summary>
    private int[] SignaturesOfRows()
    {
        var atomsOf = new List<int>[table.Workloads.Length];
        var atoms = binder.Atoms.OrderBy(a => a.Number).ToArray();
        foreach (var atom in atoms)
        {
            foreach (var row in atom.Members)
                (atomsOf[row] ??= []).Add(atom.Number);
        }

        var numbers = new Dictionary<int[], int>(IntArrayComparer.Instance);
        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<int>>();
        var result = new int[atomsOf.Length];
        for (var row = 0; row < result.Length; row++)
        {
            var key = CollectionsMarshal.AsSpan(atomsOf[row]);
            if (!lookup.TryGetValue(key, out var number))
            {
                number = signatures.Count;
                lookup[key] = number;
                signatures.Add(new AtomSignature(number, [.. key.ToArray().Select(n => atoms[n])]));
            }

            result[row] = number;
        }

        return result;
    }

    /// <summary>Atoms, label values, named ports and modes: what the program of a workload depends on.</summary>
    private ReadOnlySpan<int> KeyOf(int row, int signature, Modes modes, ref int[] key)
    {
        var parts = signatures[signature];
        var length = 2 + parts.LabelKeys.Length + parts.PortNames.Length;
        if (key.Length < length)
            key = new int[length];
        key[0] = signature;
        key[1] = (int)modes.Ingress * 2 + (int)modes.Egress;
        var next = 2;
        foreach (var keys in parts.LabelKeys)
            key[next++] = NumberOf(keys.ValuesOf(table.Labels[row]));
        foreach (var name in parts.PortNames)
            key[next++] = ports.NumberOf(row, name);
        return key.AsSpan(0, next);
    }

    private readonly Dictionary<string, int> valueNumbers = new(StringComparer.Ordinal);

    private int NumberOf(string? values)
    {
        if (values is null)
            return -1;
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(valueNumbers, values, out var exists);
        if (!exists)
            number = valueNumbers.Count;
        return number;
    }

    private Modes[] ModesOfRows()
    {
        var ingress = new Mode?[table.Workloads.Length];
        var egress = new Mode?[table.Workloads.Length];
        foreach (var rollout in intent.Rollouts)
        {
            foreach (var row in binder.Select(rollout.Selector))
            {
                ingress[row] = Strictest(ingress[row], rollout.Ingress);
                egress[row] = Strictest(egress[row], rollout.Egress);
            }
        }

        var modes = new Modes[ingress.Length];
        for (var row = 0; row < modes.Length; row++)
        {
            modes[row] = table.Facts[row].Quarantined
                ? new Modes(Mode.Enforce, Mode.Enforce)
                : new Modes(ingress[row] ?? intent.DefaultMode, egress[row] ?? intent.DefaultMode);
        }

        return modes;
    }

    private static Mode? Strictest(Mode? a, Mode? b) => a is null ? b : b is null ? a : a > b ? a : b;

    private sealed record ClassDraft(int Number, AtomSignature Signature, Modes Modes)
    {
        public List<int> Rows { get; } = [];
    }

    /// <summary>One combination of atoms, with what else a program of it depends on.</summary>
    private sealed class AtomSignature(int number, ImmutableArray<Atom> atoms)
    {
        private readonly CompiledPolicy[] to = [.. atoms.SelectMany(a => a.ToPolicies).Distinct().OrderBy(p => p.Policy.Name, StringComparer.Ordinal)];
        private readonly CompiledPolicy[] from = [.. atoms.SelectMany(a => a.FromPolicies).Distinct().OrderBy(p => p.Policy.Name, StringComparer.Ordinal)];

        public int Number { get; } = number;

        public ImmutableArray<LabelKeys> LabelKeys { get; } =
            [.. atoms.SelectMany(a => a.ToPolicies.Concat(a.FromPolicies)).Select(p => p.SameLabels).OfType<LabelKeys>().Distinct().OrderBy(k => k.Number)];

        public ImmutableArray<string> PortNames { get; } =
            [.. atoms.SelectMany(a => a.ToPolicies).SelectMany(p => p.Ports.Names).Distinct().Order(StringComparer.Ordinal)];

        public CompiledPolicy[] Policies(Direction direction) => direction == Direction.Ingress ? to : from;
    }
}
