using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ZtSegment.Cli.Planning;

/// <summary>Runs git in a folder: reading commands only, arguments as a list, never a shell.</summary>
internal sealed class GitProcess(string folder)
{
    /// <summary>Standard output and error of a command that ended, whatever its exit code.</summary>
    /// <exception cref="WorldRefusedException">There is no git.</exception>
    public GitAnswer Run(params IReadOnlyList<string> arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new GitAnswer(process.ExitCode, output, errors.GetAwaiter().GetResult().Trim());
    }

    /// <summary>The contents of blobs, in the order of their object names.</summary>
    /// <exception cref="WorldRefusedException">There is no git, or an object is missing.</exception>
    public List<byte[]> ReadBlobs(IReadOnlyList<string> objects)
    {
        if (objects.Count == 0)
            return [];
        using var process = Start(["cat-file", "--batch"]);
        var errors = process.StandardError.ReadToEndAsync();
        var asking = Task.Run(() =>
        {
            foreach (var name in objects)
                process.StandardInput.Write(name + "\n");
            process.StandardInput.Close();
        });
        using var answers = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
        var contents = objects.Select(name => ReadBlob(answers, name)).ToList();
        asking.GetAwaiter().GetResult();
        process.WaitForExit();
        return contents;
    }

    /// <summary><c>NAME SP blob SP SIZE LF CONTENT LF</c>, or <c>NAME SP missing LF</c> (git-cat-file(1), batch output).</summary>
    private static byte[] ReadBlob(Stream answers, string name)
    {
        var header = ReadLine(answers).Split(' ');
        if (header is not [_, "blob", var size])
            throw new WorldRefusedException($"git has no object {name}: a partial or damaged clone? Fetch the whole history, or compare with a folder.");
        var content = new byte[int.Parse(size)];
        answers.ReadExactly(content);
        answers.ReadExactly(new byte[1]);
        return content;
    }

    private static string ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (var next = stream.ReadByte(); next is not (-1 or '\n'); next = stream.ReadByte())
            line.Append((char)next);
        return line.ToString();
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in (string[])["--no-replace-objects", "--literal-pathspecs", "-C", folder, .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new WorldRefusedException($"git cannot be run: {e.Message}. Install git, or compare with a folder: --from DIR.");
        }
    }
}

internal sealed record GitAnswer(int ExitCode, string Output, string Errors);
