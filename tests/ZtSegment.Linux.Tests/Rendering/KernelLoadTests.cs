using CsCheck;
using ZtSegment.Flows;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Rendering;

public sealed class KernelLoadTests : IDisposable
{
    private const string LoadEachTwice = "for file in *.nft; do nft -f $file && nft -f $file || echo \"$file refused\"; done";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ztsegment-load-");

    [Fact]
    public void Every_file_of_random_estates_loads_twice()
    {
        RandomEstate.Any.Sample(Render, iter: 60, threads: 1);

        Assert.Equal("", NamespaceWithoutRules.Run(LoadEachTwice, folder.FullName));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Render(RandomEstate estate)
    {
        var compilation = Compiler.Compile(estate.Intent, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(estate.Intent));
        var renderer = new NftRenderer(compilation);
        foreach (var row in compilation.LinuxRows)
            File.WriteAllText(Path.Combine(folder.FullName, $"{Guid.NewGuid()}.nft"), renderer.RenderHost(row));
    }
}
