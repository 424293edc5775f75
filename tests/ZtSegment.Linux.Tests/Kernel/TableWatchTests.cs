using System.Diagnostics;
using ZtSegment.Linux.Kernel;

namespace ZtSegment.Linux.Tests.Kernel;

public sealed class TableWatchTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly NetworkNamespace inside = NetworkNamespace.Create();
    private readonly TableWatch watch;

    public TableWatchTests() => watch = TableWatch.Open(inside);

    [Fact]
    public async Task Who_changes_our_table_is_told_by_name()
    {
        var writer = watch.NextAsync(CancellationToken.None);

        var process = Nft("add table inet ztsegment { chain input { type filter hook input priority 0; }; }");

        Assert.Equal(new TableWriter((uint)process, "nft"), await writer.WaitAsync(Soon));
    }

    [Theory]
    [InlineData("add chain inet ztsegment more")]
    [InlineData("add element inet ztsegment peers { 10.0.0.1 }")]
    [InlineData("delete rule inet ztsegment input handle 3")]
    [InlineData("add set inet ztsegment more { type mark; }")]
    [InlineData("add counter inet ztsegment more")]
    [InlineData("flush ruleset")]
    public async Task Every_kind_of_change_is_told(string change)
    {
        Nft("add table inet ztsegment { set peers { type ipv4_addr; }; chain input { type filter hook input priority 0; ip saddr 10.0.0.9 accept; }; }");
        await watch.NextAsync(CancellationToken.None).WaitAsync(Soon);

        Nft(change);

        Assert.Equal("nft", (await watch.NextAsync(CancellationToken.None).WaitAsync(Soon))!.Value.Name);
    }

    [Theory]
    [InlineData("add table inet other { chain input { type filter hook input priority 0; }; }")]
    [InlineData("add table ip ztsegment { chain input { type filter hook input priority 0; }; }")]
    [InlineData("add table inet ztsegment-too")]
    public async Task Changes_of_other_tables_are_not_told(string change)
    {
        var told = watch.NextAsync(CancellationToken.None);

        Nft(change);

        await Task.Delay(100);
        Assert.False(told.IsCompleted);
    }

    [Fact]
    public void Each_transaction_has_a_number_of_its_own()
    {
        var before = watch.Generation();

        Nft("add table inet other");

        Assert.NotEqual(before, watch.Generation());
        Assert.Equal(watch.Generation(), watch.Generation());
    }

    [Fact]
    public void Only_our_table_counts_as_ours()
    {
        Nft("add table inet other; add table ip ztsegment");
        Assert.False(watch.Exists());

        Nft("add table inet ztsegment");
        Assert.True(watch.Exists());
    }

    public void Dispose()
    {
        watch.Dispose();
        inside.Dispose();
    }

    private int Nft(string commands)
    {
        using var process = inside.Run(() => Process.Start("nft", commands));
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return process.Id;
    }
}
