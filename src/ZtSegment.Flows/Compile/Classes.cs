namespace ZtSegment.Flows;

/// <summary>The numbers of the atoms that a row is in, ascending; valid until the next call.</summary>
internal delegate ReadOnlySpan<int> AtomsOfRow(int row);

/// <summary>Which workloads are alike: they have the same atoms, label values, named ports and modes.</summary>
//
//   atoms of a row --> Signature --+
//   label values, named ports -----+--> key --> ClassNode
//   modes, or marks ---------------+
//
/// <param name="marks">What tells rows apart in place of modes.</param>
internal sealed class Classes(Bindings bindings, Modes[] modes, int[]? marks = null)
{
    private readonly Dictionary<int[], Signature> signatures = new(IntArrayComparer.Instance);
    private readonly Dictionary<int[], ClassNode> byKey = new(IntArrayComparer.Instance);
    private readonly NumberPool signatureNumbers = new();
    private readonly NumberPool numbers = new();
    private int[] buffer = [];

    public ClassNode[] OfRow { get; } = new ClassNode[modes.Length];

    public IReadOnlyCollection<ClassNode> All => byKey.Values;

    public int SignatureCount => signatures.Count;

    /// <summary>Puts rows into the classes that they belong to now. A class that all of its workloads leave together for a new one stays itself.</summary>
    /// <param name="rows">Ascending. Where policies make keys longer or shorter, all rows of the classes concerned.</param>
    public void Classify(IReadOnlyList<int> rows, AtomsOfRow atomsOf, Change change)
    {
        Unkey(rows);
        var lookup = byKey.GetAlternateLookup<ReadOnlySpan<int>>();
        var touched = new HashSet<ClassNode>(ReferenceEqualityComparer.Instance);
        foreach (var row in rows)
        {
            var old = OfRow[row];
            var signature = SignatureOf(atomsOf(row));
            var key = KeyOf(row, signature);
            if (!lookup.TryGetValue(key, out var workloads))
            {
                workloads = old is { IsKeyed: false } && old.Modes == modes[row] ? Rekey(old, signature, change) : Create(signature, modes[row], change);
                workloads.Key = key.ToArray();
                workloads.IsKeyed = true;
                byKey[workloads.Key] = workloads;
            }

            if (workloads == old)
                continue;
            OfRow[row] = workloads;
            workloads.Come(row);
            touched.Add(workloads);
            if (old is null)
                continue;
            old.Go(row);
            touched.Add(old);
            change.Moves.Add(new ClassMove(row, old.Number, workloads.Number));
        }

        foreach (var workloads in touched)
        {
            workloads.MoveRows();
            if (workloads.Rows.Length == 0)
                Drop(workloads, change);
        }
    }

    /// <summary>Numbers of classes that are gone stay theirs until the change is told.</summary>
    public void Give(IEnumerable<ClassNode> gone)
    {
        foreach (var workloads in gone)
            numbers.Give(workloads.Number);
    }

    /// <summary>Takes their keys from the classes that lose all of their rows.</summary>
    private void Unkey(IReadOnlyList<int> rows)
    {
        var leaving = new Dictionary<ClassNode, int>(ReferenceEqualityComparer.Instance);
        foreach (var row in rows)
        {
            if (OfRow[row] is { } old && (leaving[old] = leaving.GetValueOrDefault(old) + 1) == old.Rows.Length)
            {
                byKey.Remove(old.Key);
                old.IsKeyed = false;
            }
        }
    }

    private Signature SignatureOf(ReadOnlySpan<int> atoms)
    {
        var lookup = signatures.GetAlternateLookup<ReadOnlySpan<int>>();
        if (lookup.TryGetValue(atoms, out var signature))
            return signature;
        var key = atoms.ToArray();
        return signatures[key] = new Signature(signatureNumbers.Take(), key, Array.ConvertAll(key, bindings.AtomAt));
    }

    private ReadOnlySpan<int> KeyOf(int row, Signature signature)
    {
        var length = 2 + signature.Values.Length + signature.Names.Length;
        if (buffer.Length < length)
            buffer = new int[length];
        buffer[0] = signature.Number;
        buffer[1] = marks is null ? (int)modes[row].Ingress * 2 + (int)modes[row].Egress : marks[row];
        var next = 2;
        foreach (var values in signature.Values)
            buffer[next++] = values[row];
        foreach (var name in signature.Names)
            buffer[next++] = bindings.Ports.NumberOf(row, name);
        return buffer.AsSpan(0, next);
    }

    private ClassNode Create(Signature signature, Modes modesOfRow, Change change)
    {
        var workloads = new ClassNode(numbers.Take(), signature, modesOfRow);
        Take(signature, workloads);
        change.Created.Add(workloads);
        return workloads;
    }

    private ClassNode Rekey(ClassNode workloads, Signature signature, Change change)
    {
        var old = workloads.Signature;
        workloads.Signature = signature;
        Take(signature, workloads);
        Give(old, workloads);
        change.Rekeyed.TryAdd(workloads, old);
        return workloads;
    }

    private void Drop(ClassNode workloads, Change change)
    {
        if (workloads.IsKeyed)
            byKey.Remove(workloads.Key);
        Give(workloads.Signature, workloads);
        change.Dropped.Add(workloads);
    }

    private static void Take(Signature signature, ClassNode workloads)
    {
        signature.Users++;
        foreach (var atom in signature.Atoms)
            atom.Join(workloads);
    }

    private void Give(Signature signature, ClassNode workloads)
    {
        foreach (var atom in signature.Atoms)
            atom.Leave(workloads);
        if (--signature.Users > 0)
            return;
        signatures.Remove(signature.Key);
        signatureNumbers.Give(signature.Number);
    }
}
