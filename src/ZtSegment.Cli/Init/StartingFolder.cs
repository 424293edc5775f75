namespace ZtSegment.Cli.Init;

/// <summary>The files that <c>ztseg init</c> writes; they validate without a warning.</summary>
internal static class StartingFolder
{
    private const string Prefix = "init/";

    private static IEnumerable<string> Names => typeof(StartingFolder).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(n => n[Prefix.Length..])
        .Order(StringComparer.Ordinal);

    /// <summary>Those that stand in the way.</summary>
    public static IReadOnlyList<string> Existing(string folder) =>
        File.Exists(folder) ? [folder] : [.. Names.Select(n => Path.Combine(folder, n)).Where(Path.Exists)];

    /// <exception cref="IOException">A file appeared meanwhile, or the folder cannot be written to.</exception>
    public static IReadOnlyList<string> Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        foreach (var name in Names)
        {
            var path = Path.Combine(folder, name);
            using var resource = typeof(StartingFolder).Assembly.GetManifestResourceStream(Prefix + name)!;
            using var file = new FileStream(path, FileMode.CreateNew);
            resource.CopyTo(file);
            files.Add(path);
        }

        return files;
    }
}
