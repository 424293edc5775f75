using ZtSegment.Language;

namespace ZtSegment.Flows;

/// <summary>Turns intent and facts into one rule program per class of like workloads. Pure: time and facts are arguments.</summary>
/// <remarks><see cref="EstateEngine"/> is made of the same stages; this one is told everything at once and asked once.</remarks>
public static class Compiler
{
    public static Compilation Compile(Intent intent, EstateFacts facts, DateTimeOffset now, PolicyIds ids) =>
        new CompiledEstate(intent, facts, now, ids).GiveAway();
}
