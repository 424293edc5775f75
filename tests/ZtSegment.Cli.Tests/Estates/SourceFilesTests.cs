using System.IO.Pipes;
using System.Text;
using ZtSegment.Cli.Estates;

namespace ZtSegment.Cli.Tests.Estates;

public sealed class SourceFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Folders_are_read_at_any_depth_in_ordinal_order()
    {
        folder.Write("b.yaml", "b");
        folder.Write("a/deep/er.yml", "er");
        folder.Write("a.txt", "no documents");
        folder.Write(".git/hidden.yaml", "hidden");

        var (sources, diagnostics) = SourceFiles.Read([folder.Path]);

        Assert.Empty(diagnostics);
        Assert.Equal([folder.In("a/deep/er.yml"), folder.In("b.yaml")], sources.Select(s => s.File));
        Assert.Equal("er", Encoding.UTF8.GetString(sources[0].Utf8.Span));
    }

    [Fact]
    public void A_file_named_twice_is_read_once()
    {
        var file = folder.Write("a.yaml", "a");

        var (sources, _) = SourceFiles.Read([file, folder.Path]);

        Assert.Single(sources);
    }

    [Fact]
    public void A_link_to_a_pipe_is_read_to_the_end()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.Write("kind"u8);
        var descriptor = pipe.ClientSafePipeHandle.DangerousGetHandle();
        var path = $"/proc/self/fd/{descriptor}";
        pipe.SafePipeHandle.Dispose();

        var (sources, diagnostics) = SourceFiles.Read([path]);

        Assert.Empty(diagnostics);
        Assert.Equal("kind", Encoding.UTF8.GetString(Assert.Single(sources).Utf8.Span));
    }

    [Fact]
    public void A_file_that_is_missing_is_told_as_a_missing_path_is() =>
        Assert.Equal("ZT0001", SourceFiles.ReadFile(folder.In("posture.yaml")).Refused?.Code);

    [Fact]
    public void Loops_of_symbolic_links_end()
    {
        folder.Write("real/a.yaml", "a");
        Directory.CreateSymbolicLink(folder.In("real/up"), folder.Path);
        File.CreateSymbolicLink(folder.In("x.yaml"), folder.In("y.yaml"));
        File.CreateSymbolicLink(folder.In("y.yaml"), folder.In("x.yaml"));

        var (sources, diagnostics) = SourceFiles.Read([folder.Path]);

        Assert.Equal([folder.In("real/a.yaml")], sources.Select(s => s.File));
        Assert.All(diagnostics, d => Assert.Equal("ZT0002", d.Code));
        Assert.Equal(2, diagnostics.Length);
    }

    [Fact]
    public void A_link_to_an_endless_device_is_not_read()
    {
        File.CreateSymbolicLink(folder.In("zero.yaml"), "/dev/zero");

        var (sources, _) = SourceFiles.Read([folder.Path]);

        Assert.Equal(0, Assert.Single(sources).Utf8.Length);
    }

    [Fact]
    public void A_path_that_does_not_exist_is_an_error()
    {
        var (_, diagnostics) = SourceFiles.Read([folder.In("nowhere")]);

        Assert.Equal("ZT0001", Assert.Single(diagnostics).Code);
    }

    public void Dispose() => folder.Dispose();
}
