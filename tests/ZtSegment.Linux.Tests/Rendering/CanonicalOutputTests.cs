using System.Text;
using CsCheck;
using ZtSegment.Flows;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Linux.Tests.Rendering;

public sealed class CanonicalOutputTests
{
    [Fact]
    public void The_same_documents_in_any_order_and_any_files_render_to_the_same_bytes() => InAnotherOrder.Sample((estate, documents) =>
        Rendered(estate, [EstateYaml.Write(estate.Intent)]).SequenceEqual(Rendered(estate, documents)), iter: 150);

    /// <summary>Every document in a file of its own, files in random order.</summary>
    private static Gen<(RandomEstate Estate, string[] Documents)> InAnotherOrder { get; } = RandomEstate.Any.SelectMany(estate =>
        Gen.Shuffle(EstateYaml.Write(estate.Intent).Split("---\n", StringSplitOptions.RemoveEmptyEntries)).Select(documents => (estate, documents)));

    private static IEnumerable<string> Rendered(RandomEstate estate, string[] files)
    {
        var loaded = IntentLoader.Load([.. files.Select((text, i) => new SourceText($"{i}.yaml", Encoding.UTF8.GetBytes(text)))]).Intent!;
        var compilation = Compiler.Compile(loaded, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(loaded));
        var renderer = new NftRenderer(compilation);
        return compilation.LinuxRows.Select(renderer.RenderHost);
    }
}
