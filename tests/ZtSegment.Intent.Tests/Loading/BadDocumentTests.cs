namespace ZtSegment.Language.Tests.Loading;

public sealed class BadDocumentTests
{
    public static TheoryData<string> Files => [.. MarkedFile.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_mark_is_reported_and_nothing_else(string name)
    {
        var file = MarkedFile.Read(name);

        var result = IntentLoader.Load([file.Source]);

        Assert.Equal(
            file.Marks.OrderBy(m => m.Line).ThenBy(m => m.Column).ThenBy(m => m.Code, StringComparer.Ordinal).Select(m => $"{m}"),
            result.Diagnostics.Select(d => $"{Mark.Of(d)}"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Messages_are_one_line_and_say_what_to_do(string name) => Assert.All(
        IntentLoader.Load([MarkedFile.Read(name).Source]).Diagnostics,
        d =>
        {
            Assert.DoesNotContain('\n', d.Message + d.Remedy);
            Assert.InRange(d.Message.Length, 10, 300);
            Assert.InRange(d.Remedy.Length, 5, 300);
        });
}
