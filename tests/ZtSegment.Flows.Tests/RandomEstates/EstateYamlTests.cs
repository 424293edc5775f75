using System.Text;
using CsCheck;
using ZtSegment.Language;

namespace ZtSegment.Flows.Tests.RandomEstates;

public sealed class EstateYamlTests
{
    [Fact]
    public void Written_estate_loads_to_the_same_estate() => RandomEstate.Any.Sample(
        estate =>
        {
            var written = EstateYaml.Write(estate.Intent);
            var loaded = IntentLoader.Load([new SourceText("estate.yaml", Encoding.UTF8.GetBytes(written))]);

            Assert.DoesNotContain(loaded.Diagnostics, d => d.Severity == Severity.Error);
            Assert.Equal(written, EstateYaml.Write(loaded.Intent!));
        },
        iter: 500);
}
