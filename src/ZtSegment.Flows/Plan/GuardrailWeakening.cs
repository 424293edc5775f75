using System.Collections.Immutable;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Flows.Plan;

/// <summary>Finds the guardrails of the old documents that the new ones remove, downgrade, narrow or except.</summary>
/// <remarks>
/// Meaning counts, not text: both are read on the workloads of the new estate, each with its own segments and groups, so a segment that is
/// edited narrows the guardrails that name it. Selectors are compared by what they demand too: a guardrail that keeps hold of today's workloads
/// and lets go of tomorrow's is narrowed, else two changes that tell of nothing would undo it. While it covers nothing, it is compared as written.
/// </remarks>
internal sealed class GuardrailWeakening(GuardedEstate old, GuardedEstate @new, DateTimeOffset now)
{
    private WorkloadTable Table => @new.Table;

    public IEnumerable<GuardrailFinding> Find()
    {
        var kept = @new.Guardrails.Guardrails.ToDictionary(g => g.Name, StringComparer.Ordinal);
        foreach (var before in old.Guardrails.Guardrails)
        {
            if (!kept.TryGetValue(before.Name, out var after))
            {
                yield return new GuardrailFinding(before, GuardrailChange.Removed, IsOld: true, before.Position, "is no longer there", null);
                continue;
            }

            if (before.Severity == Severity.Error && after.Severity != Severity.Error)
                yield return Finding(after, GuardrailChange.Downgraded, "only warns now, and refuses nothing");
            if (Narrowed(before.Rule, after.Rule) is { } lost)
                yield return Finding(after, GuardrailChange.Narrowed, lost);
            foreach (var exception in after.Except.Where(IsLive))
            {
                if (Excepted(before, exception) is { } found)
                    yield return Finding(after, GuardrailChange.Excepted, found) with { Position = exception.Position };
            }
        }
    }

    private static GuardrailFinding Finding(Guardrail guardrail, GuardrailChange change, string found) =>
        new(guardrail, change, IsOld: false, guardrail.Position, found, null);

    /// <summary>What the rule no longer speaks of, as an example; null where it speaks of as much.</summary>
    private string? Narrowed(GuardrailRule before, GuardrailRule after) => (before, after) switch
    {
        (NeverRule b, NeverRule a) => Cover(old, b).NotIn(Cover(@new, a)) ?? Agreeing(b, a),
        (OnlyRule b, OnlyRule a) => Cover(old, b).DestinationsNotIn(Cover(@new, a)) ?? Admitted(b, a),
        (AlwaysRule b, AlwaysRule a) => Cover(old, b).NotIn(Cover(@new, a)),
        (RequireLabelsRule b, RequireLabelsRule a) => Labels(b, a),
        (LimitRule b, LimitRule a) => Limits(b, a),
        _ => $"is another kind of rule now: {Word(after)} in place of {Word(before)}",
    };

    /// <summary>Whom <c>only</c> lets in that it did not.</summary>
    private string? Admitted(OnlyRule before, OnlyRule after) =>
        Cover(@new, after).From.NotIn(Cover(old, before).From, Table) is { } more ? $"`from` lets in {more} too" : null;

    /// <summary>A pair of workloads whose labels differed for the old rule and do not for the new one.</summary>
    private string? Agreeing(NeverRule before, NeverRule after)
    {
        if (after.DifferentLabels.IsEmpty || (!before.DifferentLabels.IsEmpty && before.DifferentLabels.All(after.DifferentLabels.Contains)))
            return null;
        var (from, to) = (Cover(old, before).From, Cover(old, before).To);
        if (before.DifferentLabels.IsEmpty && !(from.Nets.IsEmpty && to.Nets.IsEmpty && from.Tags.IsEmpty && to.Tags.IsEmpty))
            return "`differentLabels` leaves out every address that is no workload's";
        // Of each group that the old rule does not tell apart two are enough, since nothing is told from itself.
        var byValues = to.Rows.Where(row => Values(row, after) is not null)
            .GroupBy(row => (Values(row, after), Values(row, before))).SelectMany(group => group.Take(2))
            .ToLookup(row => Values(row, after));
        foreach (var source in from.Rows.Where(row => Values(row, after) is not null))
        {
            if (byValues[Values(source, after)].FirstOrDefault(d => d != source && Differ(source, d, before), -1) is var found and >= 0)
                return $"`differentLabels` no longer tells `{Table.Workloads[source].Name}` from `{Table.Workloads[found].Name}`";
        }

        return null;
    }

    private bool Differ(int source, int destination, NeverRule rule) =>
        rule.DifferentLabels.IsEmpty || Values(source, rule) is not { } values || values != Values(destination, rule);

    /// <summary>The values of all keys as one text; null where one is missing, which equals nothing.</summary>
    private string? Values(int row, NeverRule rule)
    {
        var values = rule.DifferentLabels.Select(key => Table.Labels[row][key]).ToArray();
        return values.Contains(null) ? null : string.Join('\n', values);
    }

    private string? Labels(RequireLabelsRule before, RequireLabelsRule after)
    {
        var rows = @new.View.Binder.Select(before.Selector);
        var still = @new.View.Binder.Select(after.Selector);
        if (rows.FirstOrDefault(row => Array.BinarySearch(still, row) < 0, -1) is var missing and >= 0)
            return $"`selector` no longer selects `{Table.Workloads[missing].Name}`";
        if (!before.Selector.IsWithin(after.Selector))
            return $"`selector` is `{after.Selector}` in place of `{before.Selector}`";
        return before.Keys.Except(after.Keys).FirstOrDefault() is { } key ? $"`keys` no longer hold `{key}`" : null;
    }

    private static string? Limits(LimitRule before, LimitRule after)
    {
        IEnumerable<string?> lost =
        [
            Raised("maxCidrAddresses", before.MaxCidrAddresses, after.MaxCidrAddresses),
            Raised("maxPorts", before.MaxPorts, after.MaxPorts),
            before.RequireOwner && !after.RequireOwner ? "`requireOwner` is gone" : null,
            before.RequireDescription && !after.RequireDescription ? "`requireDescription` is gone" : null,
            before.RequireExpiryForAddressGroups && !after.RequireExpiryForAddressGroups ? "`requireExpiryForAddressGroups` is gone" : null,
            .. before.RequireAnnotations.Except(after.RequireAnnotations).Select(a => $"`requireAnnotations` no longer holds `{a}`"),
        ];
        return string.Join(", ", lost.OfType<string>()) is { Length: > 0 } text ? text : null;
    }

    private static string? Raised(string limit, long? before, long? after) =>
        before is not { } most ? null
        : after is not { } now ? $"`{limit}` {most} is gone"
        : now > most ? $"`{limit}` is {now} in place of {most}"
        : null;

    /// <summary>How the exception leaves out what the old guardrail did not leave out for as long; null where it did.</summary>
    private string? Excepted(Guardrail before, GuardrailException exception)
    {
        var cover = new GuardrailCover(@new, FlowSides.Of(exception));
        var covering = before.Except.Where(e => IsLive(e) && cover.NotIn(new GuardrailCover(old, FlowSides.Of(e))) is null).ToList();
        if (covering.Any(e => e.Expires is null || (exception.Expires is { } end && end <= e.Expires)))
            return null;
        var until = exception.Expires is { } expires ? $"until {expires.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : "for ever";
        var why = exception.Reason is { } reason ? $": {reason}" : ", without a reason";
        return covering.Count > 0
            ? $"an exception lives longer, {until}{why}"
            : $"an exception leaves out {Peers(exception.From)} -> {Peers(exception.To)} {until}{why}";
    }

    private bool IsLive(GuardrailException exception) => exception.Expires is null || now < exception.Expires;

    private static string Peers(ImmutableArray<Peer> peers) => string.Join(", ", peers.Select(PeerWords.Of));

    private static GuardrailCover Cover(GuardedEstate estate, GuardrailRule rule) => new(estate, FlowSides.Of(rule)!);

    private static string Word(GuardrailRule rule) => rule switch
    {
        NeverRule => "`never`",
        OnlyRule => "`only`",
        AlwaysRule => "`always`",
        RequireLabelsRule => "`requireLabels`",
        _ => "`limit`",
    };
}
