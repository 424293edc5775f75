using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ZtSegment.Azure;
using ZtSegment.Azure.Rendering;
using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Intents;
using ZtSegment.Cluster.View;
using ZtSegment.Flows;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Flows.Plan;
using ZtSegment.Language;

namespace ZtSegment.Cluster.Planning;

/// <summary>Judges proposed documents with all others, compares them with the newest revision, stages the plan and has it accepted.</summary>
//
//   documents of one source + the others' --> EstateReview --+
//                                                            +--> Planner --> guards --> content, StagedPlan --> IntentGrain
//   newest revision, facts of this silo ---------------------+                                  |
//                                                                                     accept: is it still this plan?
//
public sealed class RevisionPlanner
{
    private readonly IGrainFactory grains;
    private readonly EstateView view;
    private readonly ContentStore content;
    private readonly RevisionStore revisions;
    private readonly TimeProvider clock;

    internal RevisionPlanner(IGrainFactory grains, EstateView view, ContentStore content, RevisionStore revisions, TimeProvider clock) =>
        (this.grains, this.view, this.content, this.revisions, this.clock) = (grains, view, content, revisions, clock);

    private IIntentGrain Intent => grains.GetGrain<IIntentGrain>(GrainKeys.Intent);

    /// <summary>Proposes documents in place of those of one source; none: the source goes.</summary>
    public async Task<PlanOutcome> PlanAsync(
        SourceDocuments proposed, string author, string message, PlanAllowances allowances, CancellationToken cancellation = default)
    {
        var old = await NewestAsync(cancellation);
        ImmutableArray<SourceDocuments> documents = [.. old.Revision.Sources.Where(s => s.Source != proposed.Source), .. proposed.Files.IsEmpty ? [] : new[] { proposed }];
        return await PlanAsync(old, documents, new Proposal(proposed.Source, author, message, null, allowances), cancellation);
    }

    /// <summary>Proposes the documents of an earlier revision again, as a new one.</summary>
    /// <exception cref="KeyNotFoundException">There is no such revision.</exception>
    public async Task<PlanOutcome> PlanRollbackAsync(
        long revision, string author, string message, PlanAllowances allowances, CancellationToken cancellation = default)
    {
        var old = await NewestAsync(cancellation);
        var record = await FindAsync(revision, cancellation) ?? throw new KeyNotFoundException($"there is no revision {revision}");
        var documents = await revisions.ReadDocumentsAsync(record.Sources);
        return await PlanAsync(old, documents, new Proposal("", author, message, revision, allowances), cancellation);
    }

    /// <summary>Makes a staged plan the newest revision if it still is what it was when it was staged; else the same documents are planned anew.</summary>
    public async Task<Acceptance> AcceptAsync(string hash, string by, CancellationToken cancellation = default)
    {
        if (await Intent.FindStagedAsync(hash) is not { } staged)
            return Answer(await Intent.AcceptAsync(hash, by));
        var newest = await NewestAsync(cancellation);
        if (IsAsStaged(staged, newest) && await Intent.AcceptAsync(hash, by) is { Verdict: AcceptVerdict.Accepted } accepted)
            return Answer(accepted);
        var fresh = await PlanAgainAsync(staged, cancellation);
        if (fresh.Staged?.Hash == hash && await Intent.AcceptAsync(hash, by) is { Verdict: AcceptVerdict.Accepted } unchanged)
            return Answer(unchanged);
        return new Acceptance(AcceptVerdict.Stale, await Intent.GetHeadAsync(), fresh);
    }

    /// <summary>The newest revisions first.</summary>
    /// <param name="before">Only those with a lower number; null: from the newest.</param>
    public async Task<ImmutableArray<Revision>> HistoryAsync(long? before, int count, CancellationToken cancellation = default)
    {
        var found = ImmutableArray.CreateBuilder<Revision>();
        await foreach (var revision in WalkAsync(cancellation))
        {
            if (revision.Number < (before ?? long.MaxValue))
                found.Add(revision);
            if (found.Count == count)
                break;
        }

        return found.DrainToImmutable();
    }

    /// <summary>Null where there is none of that number.</summary>
    public async Task<Revision?> FindAsync(long number, CancellationToken cancellation = default)
    {
        await foreach (var revision in WalkAsync(cancellation))
        {
            if (revision.Number <= number)
                return revision.Number == number ? revision : null;
        }

        return null;
    }

    public Task<ImmutableArray<SourceDocuments>> DocumentsOfAsync(Revision revision) => revisions.ReadDocumentsAsync(revision.Sources);

    /// <summary>The plan that was accepted, as JSON: as <c>plan --format json</c>, or its numbers alone where it has too many flows to keep.</summary>
    public Task<byte[]> PlanOfAsync(Revision revision) => content.GetAsync(revision.PlanJson);

    /// <inheritdoc cref="PlanOfAsync(Revision)"/>
    public Task<byte[]> PlanOfAsync(StagedPlan staged) => content.GetAsync(staged.PlanJson);

    private static Acceptance Answer(AcceptResult result) => new(result.Verdict, result.Head, null);

    /// <summary>Whether nothing changed that the plan stands on: neither documents, nor facts, nor by a deadline that passed.</summary>
    private static bool IsAsStaged(StagedPlan staged, NewestEstate newest) =>
        staged.BaseRevision == newest.Revision.Number && staged.Facts == newest.Facts && newest.Compilation.Now <= staged.StagedAt;

    private async Task<PlanOutcome> PlanAgainAsync(StagedPlan staged, CancellationToken cancellation)
    {
        var allowances = new PlanAllowances(staged.AllowsShrink, staged.AllowsManagementChange);
        if (staged.RollbackOf is { } revision)
            return await PlanRollbackAsync(revision, staged.Author, staged.Message, allowances, cancellation);
        var source = staged.Sources.Where(s => s.Key == staged.Source).ToImmutableSortedDictionary(StringComparer.Ordinal);
        var documents = await revisions.ReadDocumentsAsync(source);
        return await PlanAsync(documents is [var proposed] ? proposed : new SourceDocuments(staged.Source, []), staged.Author, staged.Message, allowances, cancellation);
    }

    private async Task<PlanOutcome> PlanAsync(
        NewestEstate old, ImmutableArray<SourceDocuments> documents, Proposal proposal, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var loaded = await Task.Run(() => IntentLoader.Load([.. documents.SelectMany(d => d.Files)]), cancellation);
        var ids = loaded.Intent is { } intent ? old.Revision.Ids.For(intent) : AllottedIds.None;
        var review = await Task.Run(
            () => EstateReview.Of(loaded, new EstateFacts(old.KnownFacts), [], now, NsgRenderer.Refusals, loaded.Intent is null ? null : ids.ToPolicyIds()), cancellation);
        if (review.Compilation is not { } compilation)
            return new PlanOutcome(review.Diagnostics, null, null, []);
        var before = old.Compilation with { Now = now };
        var plan = await Task.Run(() => Planner.Between(before, compilation) with { Budgets = NsgBudgets.Between(before, compilation) }, cancellation);
        ImmutableArray<PlanRefusal> refusals = [.. RefusalsOf(before, compilation, plan, review.BreaksGuardrail, proposal.Allowances)];
        return new PlanOutcome(review.Diagnostics, plan, refusals.IsEmpty ? await StageAsync(old, documents, compilation.Intent, ids, plan, proposal, now) : null, refusals);
    }

    private async Task<StagedPlan?> StageAsync(
        NewestEstate old, ImmutableArray<SourceDocuments> documents, Intent intent, AllottedIds ids, FlowPlan plan, Proposal proposal, DateTimeOffset now)
    {
        var sources = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var source in documents)
        {
            sources[source.Source] = old.Revision.Record is { } record && old.Revision.Sources.Contains(source)
                ? record.Sources[source.Source]
                : await content.PutAsync(source.Pack());
        }

        var staged = new StagedPlan(
            plan.Hash, old.Revision.Number, sources.ToImmutable(), await content.PutAsync(ids.Pack()), await content.PutAsync(PlanContent.Of(plan)),
            proposal.Author, proposal.Message, now, proposal.RollbackOf, proposal.Source, old.Facts, proposal.Allowances.Shrink, proposal.Allowances.ManagementChange);
        revisions.Keep(new KnownDocuments(staged.Sources, documents, intent));
        return await Intent.StageAsync(staged) == StageResult.Staged ? staged : null;
    }

    private static IEnumerable<PlanRefusal> RefusalsOf(Compilation old, Compilation @new, FlowPlan plan, bool breaksGuardrail, PlanAllowances allowances)
    {
        var broken = plan.Guardrails.Where(g => g.Refuses).Select(g => g.Guardrail.Name).Distinct().ToList();
        if (breaksGuardrail || broken.Count > 0)
            yield return new PlanRefusal(PlanRefusalKind.Guardrail, $"the documents break guardrail {string.Join(", ", broken)}", "narrow the policies, or have the guardrail changed first");
        if (plan.RemovesManagement && !allowances.ManagementChange)
        {
            yield return new PlanRefusal(
                PlanRefusalKind.ManagementChange, "the plan takes something from the Estate's management section, which keeps the way in", "--allow-management-change lets it pass");
        }

        if (!allowances.Shrink)
        {
            foreach (var loss in ShrinkGuard.Losses(old, @new))
                yield return new PlanRefusal(PlanRefusalKind.Shrink, loss, "--allow-shrink lets it pass");
        }
    }

    /// <summary>The newest revision with the facts that this silo knows: what is live, but for a freeze.</summary>
    private async Task<NewestEstate> NewestAsync(CancellationToken cancellation)
    {
        await view.Ready.WaitAsync(cancellation);
        var head = await Intent.GetHeadAsync();
        var live = await view.ReachAsync(head.Number, cancellation);
        if (live.Head.Freeze is null)
            return new NewestEstate(live.Revision, live.Compilation, live.Facts, live.Stamp.Facts);
        var revision = await revisions.LoadAsync(live.Head.RevisionHash);
        var compilation = await Task.Run(
            () => GuardrailCuts.Apply(Compiler.Compile(revision.Intent, new EstateFacts(live.Facts), clock.GetUtcNow(), revision.Ids.ToPolicyIds())), cancellation);
        return new NewestEstate(revision, compilation, live.Facts, live.Stamp.Facts);
    }

    private async IAsyncEnumerable<Revision> WalkAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var next = (await Intent.GetHeadAsync()).RevisionHash;
        while (next is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            var revision = await revisions.ReadRecordAsync(next);
            yield return revision;
            next = revision.Previous;
        }
    }

    private sealed record NewestEstate(LoadedRevision Revision, Compilation Compilation, ImmutableDictionary<string, WorkloadFacts> KnownFacts, ulong Facts);

    private sealed record Proposal(string Source, string Author, string Message, long? RollbackOf, PlanAllowances Allowances);
}
