using System.CommandLine;

namespace ZtSegment.Cli.Commands;

/// <summary><c>completion</c>: prints a script that makes a shell complete our commands and options, through the <c>[suggest]</c> directive.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _ztseg() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _ztseg ztseg ./ztseg

        """;

    private const string Zsh = """
        #compdef ztseg
        _ztseg() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${#BUFFER}]" "$BUFFER" 2>/dev/null)}")
            compadd -a found
            _files
        }
        compdef _ztseg ztseg ./ztseg

        """;

    private const string Fish = """
        complete -c ztseg -a '(ztseg "[suggest:"(string length (commandline -cp))"]" (commandline -cp) 2>/dev/null)'

        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a shell completion script; for bash: source <(ztseg completion bash)") { shell };
        command.SetAction(parsed => Console.Out.Write(parsed.GetRequiredValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return command;
    }
}
