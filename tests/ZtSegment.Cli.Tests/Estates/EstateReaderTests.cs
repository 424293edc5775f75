using ZtSegment.Cli.Estates;
using ZtSegment.Cli.Tests.Documentation;

namespace ZtSegment.Cli.Tests.Estates;

public sealed class EstateReaderTests : IDisposable
{
    private const string SctpAtAnNsgBesideATypo = """
        apiVersion: ztsegment/v1
        kind: Workload
        metadata: { name: n }
        spec:
          addresses: [10.0.0.1]
          enforcement: { azure: { nsg: /subscriptions/6f0e3c52-9d0b-4f0e-8c3a-2b7f5a1d9e10/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg } }
        ---
        apiVersion: ztsegment/v1
        kind: FlowPolicy
        metadata: { name: to-n }
        spec: { from: [{ cidr: 203.0.113.0/24 }], to: [{ workload: n }], ports: [sctp] }
        ---
        apiVersion: ztsegment/v1
        kind: Segment
        metadata: { name: typo }
        spec: { selector: {}, foo: 1 }

        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Errors_of_fields_and_of_meaning_are_reported_in_one_go()
    {
        var file = folder.Write("estate.yaml", SctpAtAnNsgBesideATypo);

        var (estate, diagnostics) = EstateReader.Read([file], [], DateTimeOffset.UnixEpoch, strict: false);

        Assert.Null(estate);
        Assert.Equal(["ZT2003", "ZT1001"], diagnostics.Select(d => d.Code));
    }

    [Theory]
    [InlineData("meaning.yaml")]
    [InlineData("references.yaml")]
    [InlineData("shape.yaml")]
    [InlineData("values.yaml")]
    [InlineData("yaml.yaml")]
    public void Documents_that_are_refused_are_never_judged_by_what_they_lack(string name)
    {
        var text = Repository.Read($"tests/ZtSegment.Intent.Tests/Loading/Documents/{name}");
        var file = folder.Write("estate.yaml", text);

        Assert.All(
            Enumerable.Range(1, 60).Select(part => text.Length * part / 60),
            length =>
            {
                File.WriteAllText(file, text[..length]);
                EstateReader.Read([file], [], DateTimeOffset.UnixEpoch, strict: false);
            });
    }

    public void Dispose() => folder.Dispose();
}
