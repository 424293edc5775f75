using System.CommandLine;

namespace ZtSegment.Cli.Remote;

/// <summary>The token that a command shows to a controller. Never on the command line, where others on the machine would see it.</summary>
internal sealed class TokenOption
{
    private const string Variable = "ZTSEG_TOKEN";

    private readonly Option<FileInfo?> file = new("--token-file")
    {
        Description = $"The file that holds the controller's token (default: the variable {Variable}).",
        HelpName = "file",
    };

    public TokenOption(Command command) => command.Options.Add(file);

    /// <exception cref="InvalidArgumentException">No token is given, or the address is none that it may go to.</exception>
    /// <exception cref="IOException">The token cannot be read.</exception>
    public ControllerClient Connect(ParseResult parsed, string url) => new(Address(url), Read(parsed));

    private static Uri Address(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0 || address.PathAndQuery != "/" || address.Fragment.Length > 0)
            throw new InvalidArgumentException($"`{text}` is no controller's address; write one like http://127.0.0.1:8480");
        return address.Scheme == "https" || address.IsLoopback
            ? address
            : throw new InvalidArgumentException($"the token would cross the network in clear to {text}; go there by https, or through `ssh -L`");
    }

    private string Read(ParseResult parsed)
    {
        var token = parsed.GetValue(file) is { } given ? File.ReadAllText(given.FullName).Trim() : Environment.GetEnvironmentVariable(Variable) ?? "";
        if (token.Length == 0)
            throw new InvalidArgumentException($"no token is given: --token-file FILE (a local controller's is `admin.token` in its state folder), or the variable {Variable}");
        return token.All(c => c is > ' ' and <= '~') ? token : throw new InvalidArgumentException("the token has characters that no token has");
    }
}
