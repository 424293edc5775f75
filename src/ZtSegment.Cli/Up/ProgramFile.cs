namespace ZtSegment.Cli.Up;

/// <summary>Another program of ours: beside this one, or in a folder of its name beside this one's.</summary>
/// <param name="Command">What starts it.</param>
internal sealed record ProgramFile(string[] Command)
{
    public static ProgramFile Controller => Find("ztcontroller", "ZTSEG_CONTROLLER_PROGRAM");

    public static ProgramFile Agent => Find("ztagent", "ZTSEG_AGENT_PROGRAM");

    /// <param name="variable">Names the program where it stands elsewhere.</param>
    /// <exception cref="WorldRefusedException">It is not there.</exception>
    private static ProgramFile Find(string name, string variable)
    {
        var own = AppContext.BaseDirectory;
        string?[] places = [Environment.GetEnvironmentVariable(variable), Path.Combine(own, name), Path.Combine(own, "..", name, name)];
        return places.OfType<string>().Where(p => p.Length > 0).Select(Path.GetFullPath).FirstOrDefault(File.Exists) is { } found
            ? new ProgramFile(found.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", found] : [found])
            : throw new WorldRefusedException($"the program {name} is not beside ztseg; build it, or name it in {variable}");
    }
}
