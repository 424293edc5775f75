using System.Text;
using CsCheck;
using ZtSegment.Azure.Proof;
using ZtSegment.Azure.Reading;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Azure.Tests.Rendering;

public sealed class RenderedEstateTests
{
    [Fact]
    public void Rendered_and_read_back_is_what_was_compiled_and_what_Azure_takes() => AzureEstates.Any.Sample(AreEqual, iter: 300);

    [Fact]
    public void What_guardrails_cut_for_facts_is_cut_at_the_group_too() => AzureEstates.Guarded.Sample(AreEqual, iter: 300);

    private static void AreEqual(RandomEstate estate)
    {
        var compilation = AzureEstates.Compile(estate);
        foreach (var (point, body) in Bodies(compilation))
        {
            Assert.Equal(ProofResult.Equal, new NsgProver(compilation, new KnownAddresses(compilation)).Prove(Encoding.UTF8.GetBytes(body), point));
            Assert.Empty(NsgValidation.Of(NsgBodyReader.Read(Encoding.UTF8.GetBytes(body)).Body!));
        }
    }

    [Fact]
    public void Each_packet_passes_as_the_oracle_says() => WithPackets(AzureEstates.Any).Sample(PassesAsTheOracleSays, iter: 300);

    [Fact]
    public void Each_packet_passes_as_the_oracle_says_of_guarded_estates() => WithPackets(AzureEstates.Guarded).Sample(PassesAsTheOracleSays, iter: 300);

    private static void PassesAsTheOracleSays(RandomEstate estate, RandomPacket[] packets)
    {
        var compilation = AzureEstates.Compile(estate);
        var oracle = new Oracle(estate.Intent, estate.Facts, estate.Now);
        var bodies = Bodies(compilation).ToDictionary(b => b.Point.Id, b => new BruteForce(b.Body), StringComparer.OrdinalIgnoreCase);
        foreach (var packet in packets.Where(p => p.Workload.Nsg is not null && OwnAddress(compilation, p) is not null))
        {
            var rule = bodies[packet.Workload.Nsg!].AllowingRule(packet.Direction, OwnAddress(compilation, packet)!.Value, packet.Remote, packet.Protocol, packet.Port);
            var isDeclared = oracle.PoliciesThatLet(packet.Workload, packet.Direction, packet.Remote, packet.Protocol, packet.Port, EnforcementTarget.Nsg).Count > 0
                || oracle.ManagementLets(packet.Workload, packet.Direction, packet.Remote, packet.Protocol, packet.Port);
            Assert.Equal(isDeclared, rule is not null && !rule.StartsWith("zt-observe", StringComparison.Ordinal));
            Assert.Equal(isDeclared || oracle.ModesOf(packet.Workload)[packet.Direction] == Mode.Observe, rule is not null);
        }
    }

    [Fact]
    public void The_same_documents_in_any_order_and_any_files_render_to_the_same_bytes() => InAnotherOrder.Sample((estate, documents) =>
        Rendered(estate, [EstateYaml.Write(estate.Intent)]).SequenceEqual(Rendered(estate, documents)), iter: 100);

    /// <summary>Groups of address are without service tags here: what those hold, the oracle leaves to Azure.</summary>
    private static Gen<(RandomEstate Estate, RandomPacket[] Packets)> WithPackets(Gen<RandomEstate> estates) => estates
        .Select(estate => estate with
        {
            Intent = new Intent([
                .. estate.Intent.Workloads, .. estate.Intent.Segments, .. estate.Intent.Rollouts, .. estate.Intent.PortGroups, .. estate.Intent.Policies, .. estate.Intent.Guardrails,
                .. estate.Intent.AddressGroups.Select(g => g.Cidrs.IsEmpty ? g : g with { ServiceTag = null }),
                .. estate.Intent.Estate is { } e ? [e] : Array.Empty<Document>()]),
        })
        .SelectMany(estate => RandomPacket.Of(estate).Array[100].Select(packets => (estate, packets)));

    /// <summary>Every document in a file of its own, files in random order.</summary>
    private static Gen<(RandomEstate Estate, string[] Documents)> InAnotherOrder { get; } = AzureEstates.Any.SelectMany(estate =>
        Gen.Shuffle(EstateYaml.Write(estate.Intent).Split("---\n", StringSplitOptions.RemoveEmptyEntries)).Select(documents => (estate, documents)));

    private static IEnumerable<(NsgPoint Point, string Body)> Bodies(Compilation compilation)
    {
        var renderer = new NsgRenderer(compilation);
        return NsgPoint.Of(compilation).Select(point => (point, renderer.Render(point).Body!));
    }

    /// <summary>An address of the packet's family that only this workload has, where the packet is no packet to itself.</summary>
    private static Address? OwnAddress(Compilation compilation, RandomPacket packet)
    {
        var row = compilation.Binder.RowOf(packet.Workload.Name);
        var all = compilation.Table.Addresses[row];
        return all.Contains(packet.Remote) || AddressSet.OutsidePacketSpace.Contains(packet.Remote)
            ? null
            : all.Except(packet.Workload.VirtualAddresses).Where(a => a.Family == packet.Remote.Family).Cast<Address?>().FirstOrDefault();
    }

    private static IEnumerable<string> Rendered(RandomEstate estate, string[] files)
    {
        var loaded = IntentLoader.Load([.. files.Select((text, i) => new SourceText($"{i}.yaml", Encoding.UTF8.GetBytes(text)))]).Intent!;
        var compilation = Compiler.Compile(loaded, estate.Facts, estate.Now, PolicyIds.ByOrderOfNames(loaded));
        return Bodies(compilation).Select(b => b.Body);
    }
}
