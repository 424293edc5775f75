namespace ZtSegment.Linux.Reading;

/// <summary>Which base chains are modelled: filters on input and output, after connection tracking.</summary>
internal static class BaseChains
{
    /// <summary>Chains at or before this have no connection tracking yet.</summary>
    private const int ConntrackPriority = -200;

    public static NftBase Of(string type, string hook, int priority, bool accepts)
    {
        if (type != "filter")
            throw new NftProblemException($"a chain of type {type} is not modelled");
        if (priority <= ConntrackPriority)
            throw new NftProblemException($"a chain at priority {priority} runs before connection tracking");
        return new NftBase(
            hook switch
            {
                "input" => NftHook.Input,
                "output" => NftHook.Output,
                _ => throw new NftProblemException($"a chain on hook {hook} is not modelled"),
            },
            priority,
            accepts);
    }

    public static bool Policy(string policy) => policy switch
    {
        "accept" => true,
        "drop" => false,
        _ => throw new NftProblemException($"policy `{policy}` is not known"),
    };

    /// <summary>The number of a priority's name in the inet family.</summary>
    public static int? PriorityOf(string name) => name switch
    {
        "raw" => -300,
        "mangle" => -150,
        "dstnat" => -100,
        "filter" => 0,
        "security" => 50,
        "srcnat" => 100,
        _ => null,
    };
}
