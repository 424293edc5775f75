using System.Diagnostics;

namespace ZtSegment.Cli.Tests.Planning;

/// <summary>Plans against revisions of real repositories.</summary>
public sealed class PlanAgainstGitTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PlanAgainstGitTests()
    {
        Git("init", "--quiet", "--initial-branch=main");
        Commit(SmallShop.WebToDb("5432/tcp"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_from_the_last_commit_is_compared_with()
    {
        folder.Write("policies/shop.yaml", SmallShop.WebToDb("5432/tcp, 5433/tcp"));

        var outcome = await PlanAsync();

        Assert.Contains("web → db  5433/tcp", outcome.Output);
        Assert.Contains("policies at ", outcome.Output);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task A_branch_is_compared_with_where_it_left_main_not_with_what_main_became()
    {
        Git("checkout", "--quiet", "-b", "change");
        Commit(SmallShop.WebToDb("5432/tcp, 5433/tcp"));
        Git("checkout", "--quiet", "main");
        Commit(SmallShop.WebToDb("5432/tcp, 9999/tcp"));
        Git("checkout", "--quiet", "change");

        var outcome = await PlanAsync("--from", "git:main");

        Assert.Contains("web → db  5433/tcp", outcome.Output);
        Assert.DoesNotContain("9999", outcome.Output);
    }

    [Fact]
    public async Task Nothing_is_checked_out()
    {
        folder.Write("policies/shop.yaml", SmallShop.WebToDb("5433/tcp"));
        var before = Git("status", "--porcelain=v2", "--branch");

        await PlanAsync("--from", "git:HEAD");

        Assert.Equal(before, Git("status", "--porcelain=v2", "--branch"));
    }

    [Fact]
    public async Task A_single_file_is_read_as_it_was()
    {
        folder.Write("policies/shop.yaml", SmallShop.WebToDb("5433/tcp"));

        var outcome = await Ztseg.RunInAsync(folder.In("policies"), "plan", "shop.yaml");

        Assert.Contains("web → db  5433/tcp", outcome.Output);
    }

    [Fact]
    public async Task Hidden_files_other_files_and_links_are_not_read()
    {
        folder.Write("policies/.hidden/bad.yaml", "no document");
        folder.Write("policies/README.md", "no document");
        folder.Write("outside.yaml", SmallShop.Policy("linked", "{ segment: db }", "{ segment: web }", "1/tcp"));
        File.CreateSymbolicLink(folder.In("policies/linked.yaml"), "../outside.yaml");
        Commit(SmallShop.WebToDb("5432/tcp"));
        File.Delete(folder.In("policies/linked.yaml"));

        var outcome = await PlanAsync();

        Assert.Contains("no flow changes", outcome.Output);
        Assert.Contains("policies/linked.yaml is no regular file", outcome.Errors);
        Assert.Contains("policies/linked.yaml is no regular file", outcome.Output);
        Assert.Contains("policies/linked.yaml is no regular file", (await PlanAsync("--format", "markdown")).Output);
    }

    [Fact]
    public async Task A_folder_that_did_not_exist_then_is_new_and_said_to_be()
    {
        folder.Write("more/shop.yaml", SmallShop.WebToDb("5432/tcp"));

        var outcome = await Ztseg.RunInAsync(folder.Path, "plan", "more", "--from", "git:HEAD");

        Assert.Contains("opens flows between 2 pairs", outcome.Output);
        Assert.Contains("`more` did not exist at", outcome.Errors);
    }

    [Theory]
    [InlineData("git:nowhere")]
    [InlineData("git:")]
    [InlineData("git:--output=/tmp/x")]
    [InlineData("git:HEAD:policies")]
    [InlineData("git:$(touch x)")]
    public async Task A_revision_that_git_does_not_know_is_an_invalid_argument(string revision)
    {
        var outcome = await PlanAsync("--from", revision);

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("error: --from: git knows no commit", outcome.Errors);
    }

    [Fact]
    public async Task Histories_with_nothing_in_common_ask_for_more_history()
    {
        Git("checkout", "--quiet", "--orphan", "other");
        Commit(SmallShop.WebToDb("5433/tcp"));

        var outcome = await PlanAsync("--from", "git:main");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("fetch more history", outcome.Errors);
    }

    [Fact]
    public async Task Outside_a_repository_a_folder_is_asked_for()
    {
        using var elsewhere = new TemporaryFolder();

        var outcome = await Ztseg.RunAsync("plan", elsewhere.Write("shop.yaml", SmallShop.WebToDb("5432/tcp")));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("is in no git repository; name a folder to compare with: --from DIR", outcome.Errors);
    }

    private Task<Outcome> PlanAsync(params string[] options) => Ztseg.RunInAsync(folder.Path, ["plan", "policies", .. options]);

    private void Commit(string shop)
    {
        folder.Write("policies/shop.yaml", shop);
        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message", "a change");
    }

    private string Git(params string[] arguments)
    {
        string[] identity = ["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"];
        var start = new ProcessStartInfo("git", [.. identity, .. arguments]) { WorkingDirectory = folder.Path, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
