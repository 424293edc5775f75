namespace ZtSegment.Cli.Tests.Architecture;

/// <summary>The arrows of the design: Intent &lt;- Flows &lt;- Linux &lt;- Cli.</summary>
public sealed class DependencyTests
{
    private static readonly string[] WorldTypes =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.Console",
        "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.Net.Sockets.Socket", "System.Net.Http.HttpClient", "System.TimeProvider",
    ];

    private static readonly string[] Clocks =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Environment.get_TickCount64",
    ];

    [Theory]
    [InlineData("ZtSegment.Intent", new string[0])]
    [InlineData("ZtSegment.Flows", new[] { "ZtSegment.Intent" })]
    [InlineData("ZtSegment.Linux", new[] { "ZtSegment.Flows", "ZtSegment.Intent" })]
    [InlineData("ZtSegment.Azure", new[] { "ZtSegment.Flows", "ZtSegment.Intent" })]
    [InlineData("ZtSegment.Storage", new string[0])]
    [InlineData("ztseg", new[] { "ZtSegment.Azure", "ZtSegment.Flows", "ZtSegment.Intent", "ZtSegment.Linux" })]
    public void Dependencies_point_one_way(string assembly, string[] allowed)
    {
        using var metadata = new AssemblyMetadata(assembly);

        Assert.Subset(allowed.ToHashSet(), metadata.ReferencedAssemblies.Where(n => n.StartsWith("ZtSegment", StringComparison.Ordinal)).ToHashSet());
    }

    [Theory]
    [InlineData("ZtSegment.Intent")]
    [InlineData("ZtSegment.Flows")]
    public void Language_and_flows_know_nothing_of_the_world(string assembly)
    {
        using var metadata = new AssemblyMetadata(assembly);

        Assert.Empty(metadata.ReferencedTypes.Intersect(WorldTypes));
        Assert.Empty(metadata.ReferencedMembers.Intersect(Clocks));
        Assert.DoesNotContain(metadata.ReferencedAssemblies, n => n.StartsWith("Orleans", StringComparison.Ordinal) || n.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void The_command_line_does_touch_the_world_so_that_the_test_can_fail()
    {
        using var metadata = new AssemblyMetadata("ztseg");

        Assert.NotEmpty(metadata.ReferencedTypes.Intersect(WorldTypes));
        Assert.NotEmpty(metadata.ReferencedMembers.Intersect(Clocks));
    }
}
