using ZtSegment.Linux.Reading;
using ZtSegment.Linux.Tests.Rendering;

namespace ZtSegment.Linux.Tests.Reading;

/// <summary>Tables as a real kernel has them, in a network namespace that ends at once.</summary>
internal static class KernelTable
{
    /// <summary>Loads each text, twice where it is a file of ours, then the changes, and reads the listing.</summary>
    /// <param name="changes">Commands of nft on the loaded table.</param>
    public static NftRuleset Load(string text, params string[] changes) => Modelled(ReadAll([(text, changes)])[0]);

    public static NftReading ReadAfter(string text, params string[] changes) => ReadAll([(text, changes)])[0];

    public static NftRuleset[] LoadAll(IReadOnlyList<(string Text, string[] Changes)> tables) => [.. ReadAll(tables).Select(Modelled)];

    private static NftReading[] ReadAll(IReadOnlyList<(string Text, string[] Changes)> tables)
    {
        var folder = Directory.CreateTempSubdirectory("ztsegment-kernel-");
        try
        {
            for (var i = 0; i < tables.Count; i++)
            {
                File.WriteAllText(Path.Combine(folder.FullName, $"{i}.nft"), tables[i].Text);
                File.WriteAllText(Path.Combine(folder.FullName, $"{i}.changes"), string.Join('\n', tables[i].Changes) + "\n");
            }

            var output = NamespaceWithoutRules.Run(
                "for i in *.nft; do nft -f $i && nft -f $i && nft -f ${i%.nft}.changes && nft -j list table inet ztsegment > ${i%.nft}.json || echo \"$i refused\"; done",
                folder.FullName);
            Assert.Equal("", output);
            return [.. Enumerable.Range(0, tables.Count).Select(i => NftJsonReader.Read(File.ReadAllBytes(Path.Combine(folder.FullName, $"{i}.json"))))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static NftRuleset Modelled(NftReading reading)
    {
        Assert.Null(reading.Problem);
        return reading.Ruleset!;
    }
}
