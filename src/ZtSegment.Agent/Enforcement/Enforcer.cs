using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using ZtSegment.Linux.Kernel;
using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Rendering;
using ZtSegment.Wire;

namespace ZtSegment.Agent.Enforcement;

/// <summary>Carries out orders on this host, and tells what the host has. To be used by one at a time.</summary>
//
//   order --newer? whole? ours?--> [kernel: one transaction] --> [disk] --> read back --> applied
//     |                                  |
//     +--> refused                       +--> refused: the host has what it had
//
internal sealed class Enforcer(HostTable table, StateFolder folder, TimeProvider clock, ILogger<Enforcer> logger)
{
    /// <summary>How long TCP flows go on without a SYN after a first load: those that came up while it was prepared are not known.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const int MostWords = 4096;

    private KnownGood known = KnownGood.Nothing;

    /// <summary>Of what was told last.</summary>
    private byte[] digest = [];

    private byte[] fingerprint = [];
    private uint seen;

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Takes up what was kept; loads it where the kernel has nothing of ours, as after a start of the host.</summary>
    public void TakeUp()
    {
        if (folder.Read() is not { } kept)
        {
            logger.KnownGoodIsDamaged();
            return;
        }

        known = kept;
        if (known.Ruleset is not { } ruleset || table.Watch.Exists())
            return;
        try
        {
            known = known with { GraceUntil = Load(ruleset) };
            Keep();
            logger.LoadedKnownGood(known.Generation);
        }
        catch (KernelException e)
        {
            logger.KnownGoodWasRefused(known.Generation, e.Message);
        }
    }

    /// <summary>What the host has now, as the kernel tells it.</summary>
    public Enforced State() => Enforced(Read().Digest);

    public FromAgent Enforce(ulong number, Enforce order)
    {
        var began = clock.GetTimestamp();
        if (order.Trial is not null)
            return Refused(number, order.Generation, RefusedBecause.UnknownOrder, "a trial is not of this session's protocol");
        if (!KnownGood.HashOf(order.Ruleset.Span).AsSpan().SequenceEqual(order.Hash.Span))
            return Refused(number, order.Generation, RefusedBecause.Hash, "the hash is not that of the ruleset");
        if (WhyOlder(order.Generation, order.Hash) is { } older)
            return Refused(number, order.Generation, RefusedBecause.Generation, older);
        var ruleset = new DatedRuleset(Encoding.UTF8.GetString(order.Ruleset.Span));
        if (WhyUnreadable(ruleset) is { } unreadable)
            return Refused(number, order.Generation, RefusedBecause.Unreadable, unreadable);
        try
        {
            var graceUntil = Load(ruleset);
            return Applied(number, new KnownGood((long)order.Generation, ruleset, graceUntil), order.Digest, began);
        }
        catch (KernelException e)
        {
            return Refused(number, order.Generation, RefusedBecause.Kernel, e.Message);
        }
    }

    public FromAgent Withdraw(ulong number, Withdraw order)
    {
        var began = clock.GetTimestamp();
        if (WhyOlder(order.Generation, ByteString.Empty) is { } older)
            return Refused(number, order.Generation, RefusedBecause.Generation, older);
        try
        {
            table.Remove();
            return Applied(number, new KnownGood((long)order.Generation, null, DateTimeOffset.MinValue), ByteString.Empty, began);
        }
        catch (KernelException e)
        {
            return Refused(number, order.Generation, RefusedBecause.Kernel, e.Message);
        }
    }

    public FromAgent Refused(ulong number, ulong generation, RefusedBecause because, string words)
    {
        logger.RefusedOrder(generation, because, words);
        return new FromAgent
        {
            Refused = new Refused
            {
                Number = number,
                Generation = generation,
                Because = because,
                Words = words.Length > MostWords ? words[..MostWords] : words,
                Enforced = Enforced(digest),
            },
        };
    }

    /// <summary>What somebody else has made of our table since it was last told of; null where it means the same still.</summary>
    public FromAgent? Drift(TableWriter? writer)
    {
        if (table.Watch.Generation() == seen)
            return null;
        var before = fingerprint;
        var found = Read();
        if (fingerprint.AsSpan().SequenceEqual(before))
            return null;
        logger.TableWasChanged(known.Generation, writer?.Name, writer?.Process);
        var drift = new Drift { Enforced = Enforced(found.Digest), Listing = Listing(found), Grace = known.GraceAt(Now).ToDuration() };
        if (writer is { } by)
            drift.Writer = new Writer { Process = by.Process, Name = by.Name };
        return new FromAgent { Drift = drift };
    }

    /// <summary>Until when flows go on without a SYN.</summary>
    private DateTimeOffset Load(DatedRuleset ruleset)
    {
        var graceUntil = known.GraceUntil;
        if (!table.Watch.Exists())
        {
            table.AdoptSessions();
            graceUntil = Now + Grace;
        }

        table.Load(ruleset.At(Now), graceUntil - Now);
        return graceUntil;
    }

    private FromAgent Applied(ulong number, KnownGood next, ByteString ordered, long began)
    {
        known = next;
        var notKept = Keep();
        var found = Read();
        var applied = new Applied
        {
            Number = number,
            Enforced = Enforced(found.Digest),
            Grace = known.GraceAt(Now).ToDuration(),
            NotKept = notKept ?? "",
            Took = clock.GetElapsedTime(began).ToDuration(),
        };
        if (applied.Enforced.Digest != ordered)
            applied.Listing = Listing(found);
        logger.AppliedOrder(known.Generation, applied.Took.ToTimeSpan().TotalMilliseconds, applied.Enforced.Digest == ordered);
        return new FromAgent { Applied = applied };
    }

    /// <summary>What kept the ruleset from the disk; null where it is there.</summary>
    private string? Keep()
    {
        try
        {
            folder.Keep(known);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.KnownGoodWasNotKept(known.Generation, e.Message);
            return e.Message;
        }
    }

    private string? WhyOlder(ulong generation, ByteString hash) =>
        generation is 0 or > long.MaxValue ? $"generation {generation} is none"
        : (long)generation < known.Generation ? $"this host has had generation {known.Generation} already"
        : (long)generation == known.Generation && !hash.Span.SequenceEqual(known.Hash) ? $"this host has had another ruleset of generation {known.Generation}"
        : null;

    private string? WhyUnreadable(DatedRuleset ruleset) => NftTextReader.Read(ruleset.At(Now)) switch
    {
        { Problem: { } problem } => problem,
        { Ruleset.StartsClean: false } => "the ruleset does not delete the table first",
        { Ruleset.Chains.Count: 0 } => "the ruleset has no chains: it would let everything through",
        _ => null,
    };

    private TableReading Read()
    {
        seen = table.Watch.Generation();
        var found = table.Read(known.GraceAt(Now));
        (digest, fingerprint) = (found.Digest, found.Fingerprint);
        return found;
    }

    private Enforced Enforced(byte[] digest) => new()
    {
        Generation = (ulong)known.Generation,
        Hash = ByteString.CopyFrom(known.Hash),
        Digest = ByteString.CopyFrom(digest),
    };

    private static ByteString Listing(TableReading found) =>
        found.Listing.Length > MessageSizes.LargestText ? ByteString.Empty : ByteString.CopyFrom(found.Listing);
}
