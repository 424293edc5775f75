using Spectre.Console;
using ZtSegment.Cli.Output;
using ZtSegment.Flows.Graph;

namespace ZtSegment.Cli.FlowText;

/// <summary>The flow graph for people: each source once, then a line per destination and set of policies.</summary>
internal static class FlowsText
{
    /// <summary>Beyond this a line is hard to follow with the eye.</summary>
    private const int WidestTable = 140;

    public static void Write(IAnsiConsole console, IEnumerable<FlowEdge> edges)
    {
        var widths = Widths(Math.Min(console.Profile.Width, WidestTable));
        var (lines, composed, sources) = (0, 0, 0);
        var source = new List<DrawnEdge>();
        foreach (var edge in DrawnEdge.Of(edges))
        {
            if (source.Count > 0 && !source[0].Source.Equals(edge.Source))
                Flush();
            source.Add(edge);
            lines++;
            composed += edge.IsComposed ? 1 : 0;
        }

        Flush();
        console.MarkupLine(lines == 0
            ? "[yellow]Nothing may talk to anything.[/]"
            : $"[dim]{lines} {(lines == 1 ? "flow" : "flows")} from {sources} {(sources == 1 ? "source" : "sources")}[/]"
                + (composed == 0 ? "" : $"[yellow], {composed} composed: two policies let them pass only together[/]"));

        void Flush()
        {
            if (source.Count == 0)
                return;
            WriteSource(console, source, widths);
            sources++;
            source.Clear();
        }
    }

    private static (int Destination, int Services, int Policies) Widths(int width)
    {
        var usable = Math.Max(width - 8, 40);
        var destination = usable * 38 / 100;
        var services = usable * 26 / 100;
        return (destination, services, usable - destination - services);
    }

    private static void WriteSource(IAnsiConsole console, List<DrawnEdge> edges, (int Destination, int Services, int Policies) widths)
    {
        console.MarkupLine($"[bold]{Name(edges[0].Source)}[/]{Modes(edges[0].Source, edges[0].SourceModes)}");
        foreach (var edge in edges)
            WriteEdge(console, $"{Name(edge.Destination)}{Modes(edge.Destination, edge.DestinationModes)}", $"[aqua]{Services(edge)}[/]", Policies(edge), widths);
        console.WriteLine();
    }

    /// <summary>Columns are of one width everywhere, so that a line is not measured with all the others; one that is too long for them is wrapped in them.</summary>
    private static void WriteEdge(
        IAnsiConsole console, string destination, string services, string policies, (int Destination, int Services, int Policies) widths)
    {
        var room = widths.Destination - Markup.Remove(destination).Length;
        var roomOfServices = widths.Services - Markup.Remove(services).Length;
        if (room >= 0 && roomOfServices >= 0 && Markup.Remove(policies).Length <= widths.Policies)
        {
            console.MarkupLine($"[dim] →[/] {destination}{new string(' ', room + 1)}{services}{new string(' ', roomOfServices + 1)}{policies}");
            return;
        }

        console.Write(new Grid { Expand = false }
            .AddColumn(new GridColumn { Width = 3, NoWrap = true, Padding = new Padding(0) })
            .AddColumn(new GridColumn { Width = widths.Destination, Padding = new Padding(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Width = widths.Services, Padding = new Padding(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Width = widths.Policies, Padding = new Padding(0) })
            .AddRow("[dim] →[/]", destination, services, policies));
    }

    private static string Services(DrawnEdge edge) => Markup.Escape(string.Join(' ', edge.Services));

    private static string Policies(DrawnEdge edge) => edge switch
    {
        { IsManagement: true } => "[blue]management[/]",
        { IsComposed: true } => $"[yellow]composed:[/] {Names(edge)}",
        _ => Names(edge),
    };

    private static string Names(DrawnEdge edge) => Markup.Escape(Terminal.Clean(string.Join(' ', edge.Policies.Select(p => p.Name))));

    private static string Name(Endpoint endpoint) => Markup.Escape(Terminal.Clean(endpoint.ToString()));

    /// <summary>Addresses are nobody's to enforce: nothing is said of them.</summary>
    private static string Modes(Endpoint endpoint, EndModes modes) => endpoint.Kind is EndpointKind.AddressGroup or EndpointKind.Cidr
        ? ""
        : modes switch
        {
            { Enforced: 0, Observed: 0, Unmanaged: 0 } => " [dim](empty)[/]",
            _ => modes.ToString() switch
            {
                "enforced" => " [green](enforced)[/]",
                "mixed" => $" [dim]({Mixed(modes)})[/]",
                var word => $" [dim]({word})[/]",
            },
        };

    private static string Mixed(EndModes modes) => string.Join(", ", new[]
    {
        (modes.Enforced, "enforced"), (modes.Observed, "observed"), (modes.Unmanaged, "unmanaged"),
    }.Where(m => m.Item1 > 0).Select(m => $"{m.Item1} {m.Item2}"));
}
