namespace ZtSegment.Cli.Tests.Documentation;

internal static class Repository
{
    /// <summary>The folder of the checkout that the tests were built in.</summary>
    public static string Top { get; } = FindTop(AppContext.BaseDirectory);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Top, file));

    private static string FindTop(string folder) =>
        File.Exists(Path.Combine(folder, "ZtSegment.sln")) ? folder : FindTop(Path.GetDirectoryName(folder)!);
}
