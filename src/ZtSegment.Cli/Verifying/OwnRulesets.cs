using System.Collections.Concurrent;
using ZtSegment.Flows;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Cli.Verifying;

/// <summary>Rulesets as <c>render</c> would write them, without writing them: each program once.</summary>
internal static class OwnRulesets
{
    public static Func<int, RulesetText?> Of(Compilation compilation)
    {
        var renderer = new NftRenderer(compilation);
        var programs = new ConcurrentDictionary<int, Lazy<string>>();
        return row =>
        {
            var workloads = compilation.ClassOf[row];
            var program = programs.GetOrAdd(workloads.Number, _ => new Lazy<string>(() => renderer.RenderProgram(workloads)));
            return new RulesetText(renderer.RenderHead(row), program.Value);
        };
    }
}
