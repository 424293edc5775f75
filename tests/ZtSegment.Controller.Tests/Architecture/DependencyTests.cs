using ZtSegment.Cli.Tests.Architecture;

namespace ZtSegment.Controller.Tests.Architecture;

/// <summary>The arrows of the design: Linux &lt;- Agent; {Linux, Azure} &lt;- Cluster &lt;- Controller; Wire, what agent and controller say, between the two.</summary>
public sealed class DependencyTests
{
    [Theory]
    [InlineData("ZtSegment.Wire", new string[0])]
    [InlineData("ztagent", new[] { "ZtSegment.Linux", "ZtSegment.Flows", "ZtSegment.Intent", "ZtSegment.Wire" })]
    [InlineData("ZtSegment.Storage", new string[0])]
    [InlineData("ZtSegment.Cluster", new[] { "ZtSegment.Azure", "ZtSegment.Flows", "ZtSegment.Intent", "ZtSegment.Linux" })]
    [InlineData("ztcontroller", new[] { "ZtSegment.Azure", "ZtSegment.Cluster", "ZtSegment.Flows", "ZtSegment.Intent", "ZtSegment.Linux", "ZtSegment.Storage", "ZtSegment.Wire" })]
    public void Dependencies_point_one_way(string assembly, string[] allowed)
    {
        using var metadata = new AssemblyMetadata(assembly);

        Assert.Subset(allowed.ToHashSet(), metadata.ReferencedAssemblies.Where(n => n.StartsWith("ZtSegment", StringComparison.Ordinal)).ToHashSet());
    }

    [Theory]
    [InlineData("ZtSegment.Wire")]
    [InlineData("ztagent")]
    public void Agents_carry_neither_silo_nor_web_server(string assembly)
    {
        using var metadata = new AssemblyMetadata(assembly);

        Assert.DoesNotContain(metadata.ReferencedAssemblies, n => n.StartsWith("Orleans", StringComparison.Ordinal) || n.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }
}
