using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using ZtSegment.Azure.Proof;
using ZtSegment.Azure.Rendering;
using ZtSegment.Flows;
using ZtSegment.Flows.Proof;
using ZtSegment.Flows.Tests.RandomEstates;
using ZtSegment.Language;

namespace ZtSegment.Azure.Tests.Proof;

/// <summary>Random edits of rendered groups: what is shown does differ, and what is not accused does not.</summary>
public sealed class RandomMutationTests
{
    private static readonly string[] Addresses = ["10.0.0.1", "10.0.0.0/29", "192.0.2.0/24", "0.0.0.0/0", "*", "fd00::1", "::/0"];

    [Fact]
    public void Packets_that_are_shown_differ_and_equal_groups_do_not() => Mutated.Sample((estate, which, edit, packets) =>
    {
        var compilation = AzureEstates.Compile(estate);
        foreach (var point in NsgPoint.Of(compilation))
        {
            var original = new NsgRenderer(compilation).Render(point).Body!;
            var mutated = JsonRules.Edit(original, rules => edit(rules, which % rules.Count));
            var proof = new NsgProver(compilation, new KnownAddresses(compilation)).Prove(Encoding.UTF8.GetBytes(mutated), point);
            var (before, after) = (new BruteForce(original), new BruteForce(mutated));

            Assert.All(proof.Counterexamples.Where(c => c.Role == "request"), c => Assert.NotEqual(Passes(before, c), Passes(after, c)));
            foreach (var packet in packets.Where(p => proof.Verdict == ProofVerdict.Equal && Own(compilation, point, p) is not null))
            {
                var own = Own(compilation, point, packet)!.Value;
                Assert.Equal(
                    before.AllowingRule(packet.Direction, own, packet.Remote, packet.Protocol, packet.Port) is null,
                    after.AllowingRule(packet.Direction, own, packet.Remote, packet.Protocol, packet.Port) is null);
            }
        }
    }, iter: 400);

    private static Gen<(RandomEstate Estate, int Which, Action<JsonArray, int> Edit, RandomPacket[] Packets)> Mutated { get; } =
        from estate in AzureEstates.Any
        from which in Gen.Int[0, 1000]
        from edit in Edits
        from packets in RandomPacket.Of(estate).Array[60]
        select (estate, which, edit, packets);

    private static Gen<Action<JsonArray, int>> Edits => Gen.OneOf(
        Gen.Const<Action<JsonArray, int>>((rules, i) => rules.RemoveAt(i)),
        Gen.Const<Action<JsonArray, int>>((rules, i) => Rule(rules, i)["access"] = $"{Rule(rules, i)["access"]}" == "Allow" ? "Deny" : "Allow"),
        Gen.Const<Action<JsonArray, int>>((rules, i) => Rule(rules, i)["priority"] = 4096 - (int)Rule(rules, i)["priority"]! + 100),
        Gen.OneOf("Tcp", "Udp", "Esp", "*").Select(Action<JsonArray, int> (protocol) => (rules, i) => Rule(rules, i)["protocol"] = protocol),
        Gen.OneOf(Addresses).Select(Action<JsonArray, int> (text) => (rules, i) => Set(Rule(rules, i), "sourceAddressPrefix", "es", text)),
        Gen.OneOf(Addresses).Select(Action<JsonArray, int> (text) => (rules, i) => Set(Rule(rules, i), "destinationAddressPrefix", "es", text)),
        Gen.OneOf("443", "440-446", "*").Select(Action<JsonArray, int> (text) => (rules, i) => Set(Rule(rules, i), "destinationPortRange", "s", text)));

    private static JsonObject Rule(JsonArray rules, int index) => rules[index]!["properties"]!.AsObject();

    private static void Set(JsonObject rule, string field, string plural, string text)
    {
        rule.Remove(field + plural);
        rule[field] = text;
    }

    private static bool Passes(BruteForce body, Counterexample c)
    {
        var (local, remote) = c.Direction == Direction.Ingress ? (c.Destination, c.Source) : (c.Source, c.Destination);
        return body.AllowingRule(c.Direction, local!.Value, remote!.Value, c.Protocol, c.Port ?? 0) is not null;
    }

    private static Address? Own(Compilation compilation, NsgPoint point, RandomPacket packet)
    {
        var row = compilation.Binder.RowOf(packet.Workload.Name);
        var all = compilation.Table.Addresses[row];
        return !point.Rows.Contains(row) || all.Contains(packet.Remote) || AddressSet.OutsidePacketSpace.Contains(packet.Remote)
            ? null
            : all.Except(packet.Workload.VirtualAddresses).Where(a => a.Family == packet.Remote.Family).Cast<Address?>().FirstOrDefault();
    }
}
