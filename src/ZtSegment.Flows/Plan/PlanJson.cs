using System.Text.Encodings.Web;
using System.Text.Json;
using ZtSegment.Flows.Graph;

namespace ZtSegment.Flows.Plan;

/// <summary>Writes a plan as JSON, an entry on each line; opened and closed flows as they are made, since there may be millions.</summary>
public static class PlanJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static void Write(FlowPlan plan, Stream output)
    {
        output.Write("{\"opened\":["u8);
        FlowJson.WriteLines(plan.Opened.Edges(), output);
        output.Write("],\n\"closed\":["u8);
        FlowJson.WriteLines(plan.Closed.Edges(), output);
        output.Write("]}\n"u8);
    }
}
