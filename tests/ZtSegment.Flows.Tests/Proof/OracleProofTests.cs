using CsCheck;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.Proof;

public sealed class OracleProofTests
{
    [Fact]
    public void Compiled_estates_are_what_the_oracle_says() => RandomEstate.Any.Sample(
        estate => OracleProof.Prove(Compile(estate), OracleProof.Rows(Compile(estate), all: true)).Count == 0, iter: 200, threads: 1);

    [Fact]
    public void Nothing_differs_in_an_estate_without_workloads()
    {
        var compilation = Declared.Compiled("");

        Assert.Empty(OracleProof.Prove(compilation, OracleProof.Rows(compilation, all: true)));
    }

    [Fact]
    public void A_rule_that_is_compiled_too_wide_is_shown_by_a_packet() => RandomEstate.Any.Sample(estate =>
    {
        var widened = WithPrograms(Compile(estate), p => p with { Ingress = [.. p.Ingress, Anything] });
        return OracleProof.Prove(widened, OracleProof.Rows(widened, all: true)) is var found
            && found.All(d => d is { IsCompiled: true, What: "policy", Direction: Direction.Ingress, Remote: not null })
            && found.Select(d => d.Row).ToHashSet().SetEquals(RowsWithAddresses(widened));
    }, iter: 50, threads: 1);

    [Fact]
    public void A_program_that_was_lost_is_shown_by_packets_and_their_policies() => RandomEstate.Any.Sample(estate =>
    {
        var emptied = WithPrograms(Compile(estate), _ => RuleProgram.Empty);
        return OracleProof.Prove(emptied, OracleProof.Rows(emptied, all: true)).All(d => d is { IsCompiled: false, Policies.Length: > 0 });
    }, iter: 50, threads: 1);

    [Fact]
    public void A_mode_that_was_compiled_otherwise_is_shown() => RandomEstate.Any.Sample(estate =>
    {
        var compilation = Compile(estate);
        var swapped = compilation with { ClassOf = [.. compilation.ClassOf.Select(c => c with { Modes = new Modes(Other(c.Modes.Ingress), c.Modes.Egress) })] };
        return OracleProof.Prove(swapped, OracleProof.Rows(swapped, all: true)) is var found
            && found.Count == OracleProof.Rows(swapped, all: true).Count
            && found.All(d => d is { What: "mode", Direction: Direction.Ingress });
    }, iter: 50, threads: 1);

    private static readonly ProgramRule Anything = new(
        new FlowPolicy(RandomParts.Header("anything"), [], [], [], [], null, null, null, null, null),
        AddressBlock.OfNets([Cidr.Parse("0.0.0.0/0"), Cidr.Parse("::/0")], AddressSet.Empty), ProtocolPorts.Any);

    private static Compilation Compile(RandomEstate estate)
    {
        // One policy at least, that the rule too many can name.
        var intent = estate.Intent.Policies.Length > 0 ? estate.Intent : new Intent([.. estate.Intent.Workloads]);
        return Compiler.Compile(intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(intent));
    }

    private static Compilation WithPrograms(Compilation compilation, Func<RuleProgram, RuleProgram> change)
    {
        if (compilation.Intent.Policies.IsEmpty)
            return compilation with { ClassOf = [.. compilation.ClassOf.Select(c => c with { Program = RuleProgram.Empty })] };
        var classes = compilation.Classes.ToDictionary(c => c.Number, c => c with { Program = change(c.Program) });
        return compilation with { ClassOf = [.. compilation.ClassOf.Select(c => classes[c.Number])] };
    }

    private static IEnumerable<int> RowsWithAddresses(Compilation compilation) => compilation.Intent.Policies.IsEmpty
        ? []
        : OracleProof.Rows(compilation, all: true).Where(row => !compilation.Table.Addresses[row].IsEmpty);

    private static Mode Other(Mode mode) => mode == Mode.Enforce ? Mode.Observe : Mode.Enforce;
}
