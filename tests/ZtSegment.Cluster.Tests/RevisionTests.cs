using ZtSegment.Cluster.Contracts;
using ZtSegment.Cluster.Planning;
using ZtSegment.Cluster.Tests.Silos;

namespace ZtSegment.Cluster.Tests;

public sealed class RevisionTests
{
    private const string Blog = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: blog, labels: { tier: blog } }
        spec: { addresses: [10.30.1.1], enforcement: { linux: { host: blog } } }

        """;

    [Fact]
    public async Task A_source_replaces_its_own_documents_only()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await cluster.ApplyAsync("shop", Shop.Estate);
        await cluster.ApplyAsync("blog", Blog);

        await cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);

        var estate = await cluster.ReachesAsync(e => e.Stamp.Revision == 3);
        Assert.Equal(["blog", "db", "web"], estate.Compilation.Intent.Workloads.Select(w => w.Name));
        Assert.Equal("shop/estate.yaml", Assert.Single(estate.Compilation.Intent.Policies).Position.File);
    }

    [Fact]
    public async Task A_plan_that_was_overtaken_is_refused_with_a_fresh_one_that_can_be_accepted()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await cluster.ApplyAsync("shop", Shop.Estate);
        var stale = await cluster.PlanAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        await cluster.ApplyAsync("blog", Blog);

        var refused = await cluster.Planner.AcceptAsync(stale.Staged!.Hash, "reviewer");

        Assert.Equal(AcceptVerdict.Stale, refused.Verdict);
        Assert.NotEqual(stale.Staged.Hash, refused.Fresh!.Staged!.Hash);
        Assert.Equal(AcceptVerdict.Accepted, (await cluster.Planner.AcceptAsync(refused.Fresh.Staged.Hash, "reviewer")).Verdict);
        var estate = await cluster.ReachesAsync(e => e.Stamp.Revision == 3);
        Assert.Equal(["blog", "db", "web"], estate.Compilation.Intent.Workloads.Select(w => w.Name));
    }

    [Fact]
    public async Task A_plan_is_stale_when_facts_changed_what_it_means()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await cluster.ApplyAsync("shop", Shop.Estate);
        var planned = await cluster.PlanAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        await cluster.Grains.GetGrain<IWorkloadGrain>("web").UpdateAsync(new FactsUpdate { Quarantined = true });
        await cluster.ReachesAsync(e => e.Facts.ContainsKey("web"));

        Assert.Equal(AcceptVerdict.Stale, (await cluster.Planner.AcceptAsync(planned.Staged!.Hash, "reviewer")).Verdict);
    }

    [Fact]
    public async Task Of_two_who_accept_at_the_same_time_one_wins_and_the_other_gets_a_fresh_plan()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await cluster.ApplyAsync("shop", Shop.Estate);
        var one = await cluster.PlanAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        var other = await cluster.PlanAsync("blog", Blog);

        var answers = await Task.WhenAll(cluster.Planner.AcceptAsync(one.Staged!.Hash, "a"), cluster.Planner.AcceptAsync(other.Staged!.Hash, "b"));

        Assert.Equal([AcceptVerdict.Accepted, AcceptVerdict.Stale], answers.Select(a => a.Verdict).Order());
        Assert.NotNull(answers.Single(a => a.Verdict == AcceptVerdict.Stale).Fresh?.Staged);
    }

    [Fact]
    public async Task A_hash_that_nobody_staged_is_accepted_by_nobody()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());

        Assert.Equal(AcceptVerdict.Unknown, (await cluster.Planner.AcceptAsync("sha256:0", "reviewer")).Verdict);
    }

    [Fact]
    public async Task Rollback_is_a_new_revision_whose_policies_that_come_back_have_new_ids()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await cluster.ApplyAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb);
        var first = (await cluster.ReachesAsync(e => e.Stamp.Revision == 1)).Compilation.Ids["web-to-db"];
        await cluster.ApplyAsync("shop", Shop.Estate);

        var planned = await cluster.Planner.PlanRollbackAsync(1, "ops", "the shop is down", new PlanAllowances());
        await cluster.Planner.AcceptAsync(planned.Staged!.Hash, "ops");

        var estate = await cluster.ReachesAsync(e => e.Stamp.Revision == 3);
        Assert.NotEqual(first, estate.Compilation.Ids["web-to-db"]);
        Assert.Equal([3L, 2L, 1L], (await cluster.Planner.HistoryAsync(null, 10)).Select(r => r.Number));
        Assert.Equal(1, (await cluster.Planner.FindAsync(3))!.RollbackOf);
    }

    [Fact]
    public async Task Losing_more_than_a_fifth_is_refused_until_it_is_said_to_be_meant()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());
        await cluster.ApplyAsync("shop", Shop.Estate);
        var without = Shop.Estate.Replace("name: db, labels: { tier: db }", "name: db, labels: { tier: other }", StringComparison.Ordinal);

        var refused = await cluster.PlanAsync("shop", without, new PlanAllowances());

        Assert.Null(refused.Staged);
        Assert.Equal("1 of 1 members of segment db would be gone", Assert.Single(refused.Refusals).Message);
        Assert.NotNull((await cluster.PlanAsync("shop", without, new PlanAllowances(Shrink: true))).Staged);
    }

    [Fact]
    public async Task Documents_that_break_a_guardrail_are_not_staged()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());

        var refused = await cluster.PlanAsync("shop", Shop.Estate + "---\n" + Shop.WebToDb + """
            ---
            apiVersion: ztsegment/v1
            kind: Guardrail
            metadata: { name: no-web-to-db }
            spec: { never: { from: [{ segment: web }], to: [{ segment: db }] } }

            """);

        Assert.Null(refused.Staged);
        Assert.Equal(PlanRefusalKind.Guardrail, Assert.Single(refused.Refusals).Kind);
    }

    [Fact]
    public async Task Invalid_documents_are_told_with_their_place_and_change_nothing()
    {
        await using var cluster = await EstateCluster.StartAsync(new SharedStore());

        var refused = await cluster.PlanAsync("shop", Shop.Estate + "---\nkind: Nothing\n");

        Assert.Null(refused.Plan);
        Assert.Contains(refused.Diagnostics, d => d.Position.File == "shop/estate.yaml");
        Assert.Equal(0, (await cluster.Grains.GetGrain<IIntentGrain>(GrainKeys.Intent).GetHeadAsync()).Revision);
    }
}
