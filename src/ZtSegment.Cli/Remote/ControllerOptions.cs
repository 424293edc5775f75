using System.CommandLine;

namespace ZtSegment.Cli.Remote;

/// <summary>Which controller a command talks to, and with which token.</summary>
internal sealed class ControllerOptions
{
    private const string Variable = "ZTSEG_CONTROLLER";

    private readonly Option<string?> url;
    private readonly TokenOption token;

    /// <param name="isOptional">The command works without a controller too, and asks one only where <c>--controller</c> says so.</param>
    public ControllerOptions(Command command, bool isOptional = false)
    {
        url = new Option<string?>("--controller")
        {
            Description = isOptional
                ? "Ask this controller, about what is in force there, instead of reading documents."
                : $"The controller's address, such as http://127.0.0.1:8480 (default: the variable {Variable}).",
            HelpName = "url",
        };
        if (!isOptional)
            url.DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable);
        command.Options.Add(url);
        token = new TokenOption(command);
    }

    public string? Url(ParseResult parsed) => parsed.GetValue(url);

    /// <inheritdoc cref="TokenOption.Connect"/>
    public ControllerClient Connect(ParseResult parsed) =>
        token.Connect(parsed, Url(parsed) ?? throw new InvalidArgumentException($"no controller is named: --controller URL, or the variable {Variable}"));
}
