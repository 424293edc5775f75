using System.Text.Json;

namespace ZtSegment.Cli.Tests.Planning;

public sealed class PlanTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Json_lists_what_opens_and_closes_by_workload()
    {
        var outcome = await PlanAsync(SmallShop.WebToDb("5432/tcp"), SmallShop.WebToDb("5433/tcp"), "--format", "json");

        Assert.Equal(
            ["web-1.shop -> db-1.shop tcp 5433 web-to-db", "web-2.shop -> db-1.shop tcp 5433 web-to-db"],
            Flows(outcome, "opened"));
        Assert.Equal(
            ["web-1.shop -> db-1.shop tcp 5432 web-to-db", "web-2.shop -> db-1.shop tcp 5432 web-to-db"],
            Flows(outcome, "closed"));
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task Text_folds_by_segment_with_a_count_and_an_example()
    {
        var outcome = await PlanAsync(SmallShop.WebToDb("5432/tcp"), SmallShop.WebToDb("5432/tcp, 5433/tcp"));

        Assert.Contains("opens flows between 2 pairs of workloads\n", outcome.Output);
        Assert.Contains("  web → db  5433/tcp  web-to-db\n    2 pairs, such as web-1.shop → db-1.shop\n", outcome.Output);
        Assert.DoesNotContain("closes", outcome.Output);
        Assert.DoesNotContain('\u001b', outcome.Output);
    }

    [Fact]
    public async Task An_edit_that_moves_no_packet_says_no_flow_changes()
    {
        var outcome = await PlanAsync(
            SmallShop.WebToDb("5432/tcp"),
            SmallShop.Workloads + SmallShop.Policy("renamed", "{ selector: { matchLabels: { tier: web } } }", "{ workload: db-1.shop }", "5432/tcp"),
            "--detailed-exitcode");

        Assert.Contains("no flow changes\n", outcome.Output);
    }

    [Fact]
    public async Task A_plan_with_changes_is_fine_unless_the_exit_code_is_to_tell()
    {
        var (old, @new) = (SmallShop.WebToDb("5432/tcp"), SmallShop.WebToDb("5433/tcp"));

        Assert.Equal(0, (await PlanAsync(old, @new)).ExitCode);
        Assert.Equal(1, (await PlanAsync(old, @new, "--detailed-exitcode")).ExitCode);
        Assert.Equal(0, (await PlanAsync(old, old, "--detailed-exitcode")).ExitCode);
    }

    [Fact]
    public async Task Invalid_old_documents_are_refused_with_what_is_wrong_with_them()
    {
        var outcome = await PlanAsync(SmallShop.WebToDb("53"), SmallShop.WebToDb("5433/tcp"));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("old.yaml, are invalid", outcome.Errors);
        Assert.Contains("old.yaml:", outcome.Errors);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task A_broken_guardrail_is_exit_code_1_and_the_plan_is_shown_all_the_same()
    {
        var guarded = SmallShop.WebToDb("5432/tcp") + SmallShop.WebNeverToDbOn("22/tcp");

        var broken = await PlanAsync(guarded, guarded + SmallShop.Policy("ssh", "{ segment: web }", "{ segment: db }", "22/tcp"));
        var removed = await PlanAsync(guarded, SmallShop.WebToDb("5432/tcp") + SmallShop.Policy("ssh", "{ segment: web }", "{ segment: db }", "22/tcp"));

        Assert.Equal((1, 1), (broken.ExitCode, removed.ExitCode));
        Assert.Contains("no-ssh (error) is broken", broken.Output);
        Assert.Contains("web → db  22/tcp  ssh", broken.Output);
        Assert.Contains("no-ssh (error) is removed", removed.Output);
        Assert.Contains("no-ssh (error, as it was before) is broken", removed.Output);
    }

    [Fact]
    public async Task Taking_management_away_is_refused_unless_it_is_allowed()
    {
        var managed = SmallShop.WebToDb("5432/tcp") + SmallShop.Management;

        var refused = await PlanAsync(managed, SmallShop.WebToDb("5432/tcp"));
        var allowed = await PlanAsync(managed, SmallShop.WebToDb("5432/tcp"), "--allow-management-change");

        Assert.Equal((1, 0), (refused.ExitCode, allowed.ExitCode));
        Assert.Contains("no longer lets in from 10.9.0.0/24 on 22/tcp", refused.Output);
        Assert.Contains("--allow-management-change", refused.Errors);
    }

    [Fact]
    public async Task Markdown_fits_a_comment_and_takes_nothing_of_a_document_for_markup()
    {
        var many = string.Concat(Enumerable.Range(1, 900).Select(port => SmallShop.Policy($"p{port}", "{ segment: web }", "{ segment: db }", $"{port}/tcp")));
        var guarded = SmallShop.WebToDb("5432/tcp") + SmallShop.WebNeverToDbOn("22/tcp");
        var excepted = SmallShop.WebToDb("5432/tcp") + SmallShop.WebNeverToDbOn("22/tcp", reason: "a `b` <img src=x> @everybody | c");

        var outcome = await PlanAsync(guarded, excepted + many, "--format", "markdown");

        Assert.InRange(outcome.Output.Length, 1_000, 65_536);
        Assert.Matches(@"\.\.\. and \d+ more", outcome.Output);
        Assert.Matches("`[^`]*a 'b' <img src=x> @everybody [|] c`", outcome.Output);
    }

    [Fact]
    public async Task The_whole_plan_goes_to_a_file_whatever_is_printed()
    {
        var outcome = await PlanAsync(SmallShop.WebToDb("5432/tcp"), SmallShop.WebToDb("5433/tcp"), "--out", folder.In("plan.json"));

        var plan = JsonDocument.Parse(await File.ReadAllTextAsync(folder.In("plan.json"))).RootElement;
        Assert.Equal(2, plan.GetProperty("opened").GetArrayLength());
        Assert.Contains(plan.GetProperty("hash").GetString()!, outcome.Output);
    }

    private Task<Outcome> PlanAsync(string old, string @new, params string[] options) =>
        Ztseg.RunAsync(["plan", folder.Write("new.yaml", @new), "--from", folder.Write("old.yaml", old), .. options]);

    private static IEnumerable<string> Flows(Outcome outcome, string which) =>
        JsonDocument.Parse(outcome.Output).RootElement.GetProperty(which).EnumerateArray().Select(flow =>
            $"{Name(flow.GetProperty("source"))} -> {Name(flow.GetProperty("destination"))} {flow.GetProperty("protocol")} "
            + $"{string.Join(',', flow.GetProperty("ports").EnumerateArray().Select(p => p.GetProperty("from")))} {flow.GetProperty("policies")[0]}");

    private static string Name(JsonElement endpoint) => endpoint.EnumerateObject().First().Value.ToString();
}
