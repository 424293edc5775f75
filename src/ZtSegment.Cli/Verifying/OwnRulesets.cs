using System.Text;
using ZtSegment.Azure;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Linux.Proof;
using ZtSegment.Linux.Rendering;

namespace ZtSegment.Cli.Verifying;

/// <summary>Rulesets as <c>render</c> would write them, without writing them.</summary>
/// <remarks>Like hosts are proved one after the other on one thread, so each thread keeps the program that it made last, and no other.</remarks>
internal static class OwnRulesets
{
    public static Func<int, RulesetText?> Of(Compilation compilation)
    {
        var renderer = new NftRenderer(compilation);
        var last = new ThreadLocal<(WorkloadClass? Of, string Program)>(() => (null, ""));
        return row =>
        {
            var workloads = compilation.ClassOf[row];
            if (!ReferenceEquals(last.Value.Of, workloads))
                last.Value = (workloads, renderer.RenderProgram(workloads));
            return new RulesetText(renderer.RenderHead(row), last.Value.Program);
        };
    }

    public static Func<NsgPoint, byte[]?> BodiesOf(Compilation compilation)
    {
        var renderer = new NsgRenderer(compilation);
        return nsg => Encoding.UTF8.GetBytes(renderer.Render(nsg).Body!);
    }
}
