using Spectre.Console;

namespace ZtSegment.Cli.Output;

/// <summary>Where people read: text goes to standard output, progress and diagnostics to standard error; colours only where each is a terminal.</summary>
internal static class Terminal
{
    /// <summary>Columns of tables that go to a file or a pipe.</summary>
    private const int PipeWidth = 160;

    private static readonly Lazy<IAnsiConsole> LazyOut = new(() => Create(Console.Out, Console.IsOutputRedirected, null));
    private static readonly Lazy<IAnsiConsole> LazyError = new(() => Create(Console.Error, Console.IsErrorRedirected, null));
    private static readonly Lazy<IAnsiConsole> LazyOutLines = new(() => Create(Console.Out, Console.IsOutputRedirected, int.MaxValue));
    private static readonly Lazy<IAnsiConsole> LazyErrorLines = new(() => Create(Console.Error, Console.IsErrorRedirected, int.MaxValue));

    /// <summary>For tables.</summary>
    public static IAnsiConsole Out => LazyOut.Value;

    /// <summary>For progress.</summary>
    public static IAnsiConsole Error => LazyError.Value;

    /// <summary>For lines that are never wrapped, so that places in them stay clickable and greppable.</summary>
    public static IAnsiConsole OutLines => LazyOutLines.Value;

    /// <inheritdoc cref="OutLines"/>
    public static IAnsiConsole ErrorLines => LazyErrorLines.Value;

    /// <summary>Text that comes from files, for a terminal: no control character in it gets there, nor what breaks lines or turns their direction.</summary>
    public static string Clean(string text) => text.Any(IsControl)
        ? string.Concat(text.Select(c => IsControl(c) ? '\uFFFD' : c))
        : text;

    private static bool IsControl(char c) =>
        char.IsControl(c) || c is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static IAnsiConsole Create(TextWriter writer, bool redirected, int? width)
    {
        var colours = !redirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(redirected ? new TrimmedWriter(writer) : writer),
            Ansi = colours ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (width is not null || redirected)
            console.Profile.Width = width ?? PipeWidth;
        return console;
    }
}
