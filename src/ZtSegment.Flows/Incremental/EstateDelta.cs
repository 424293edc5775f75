using System.Collections.Immutable;
using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>What one change did: exactly what is other than before, each block once however many programs share it.</summary>
/// <remarks>A workload is concerned if its class stands in <paramref name="Programs"/>, if it moved, or if its own addresses changed.</remarks>
/// <param name="Blocks">Blocks of <paramref name="Programs"/> that lost and gained addresses.</param>
/// <param name="Programs">By class. Equal programs are left out.</param>
/// <param name="Moves">By row.</param>
/// <param name="Readdressed">Rows whose own addresses changed.</param>
/// <param name="IsWhole">The estate was compiled afresh: classes have other numbers, and nothing is told one by one.</param>
public sealed record EstateDelta(
    ImmutableArray<BlockDelta> Blocks, ImmutableArray<ProgramDelta> Programs, ImmutableArray<ClassMove> Moves, ImmutableArray<int> Readdressed, bool IsWhole = false)
{
    public static EstateDelta None { get; } = new([], [], [], []);

    public static EstateDelta Whole { get; } = new([], [], [], [], IsWhole: true);

    public bool IsEmpty => !IsWhole && Programs.IsEmpty && Moves.IsEmpty && Readdressed.IsEmpty;
}

/// <summary>A block of remote addresses in place of another. Prefixes are replaced whole; workload addresses come and go one by one.</summary>
/// <param name="Removed">Of <see cref="AddressBlock.Hosts"/>, sorted.</param>
/// <param name="Added">As <paramref name="Removed"/>.</param>
public sealed record BlockDelta(AddressBlock Before, AddressBlock After, ImmutableArray<Address> Removed, ImmutableArray<Address> Added);

/// <summary>One rule of a program that is other than before.</summary>
/// <param name="Before">Null where it is new.</param>
/// <param name="After">Null where it is gone.</param>
/// <param name="Block">Where it is still the same policy on the same ports, what its block lost and gained.</param>
public sealed record RuleChange(ProgramRule? Before, ProgramRule? After, BlockDelta? Block);

/// <summary>The program of one class.</summary>
/// <param name="Class">Its number.</param>
/// <param name="Before">Null where the class is new.</param>
/// <param name="After">Null where the class is gone.</param>
/// <param name="Ingress">In order of policies; empty where the class is new or gone.</param>
/// <param name="Egress">As <paramref name="Ingress"/>.</param>
public sealed record ProgramDelta(
    int Class, Modes Modes, RuleProgram? Before, RuleProgram? After, ImmutableArray<RuleChange> Ingress, ImmutableArray<RuleChange> Egress)
{
    public ImmutableArray<RuleChange> this[Direction direction] => direction == Direction.Ingress ? Ingress : Egress;
}

/// <summary>A workload is in another class now.</summary>
public sealed record ClassMove(int Row, int From, int To);
