using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ZtSegment.Flows;

namespace ZtSegment.Azure.Rendering;

/// <summary>Names of security rules: by flow and not by address, so that a rule keeps its name when its workloads come and go.</summary>
/// <remarks>
/// Azure: at most 80 characters, letters, digits, <c>.</c>, <c>-</c> and <c>_</c>, beginning with a letter or digit and ending with one or <c>_</c>.
/// </remarks>
internal static class RuleNames
{
    public const string ObserveIn = "zt-observe-in";
    public const string ObserveOut = "zt-observe-out";
    public const string DenyIn = "zt-deny-in";
    public const string DenyOut = "zt-deny-out";

    private const int LongestPolicy = 50;

    /// <summary>Begins with: what passes by such a rule would be denied if it were enforced.</summary>
    public const string ObservePrefix = "zt-observe-";

    /// <summary>Each box with its name; boxes of one flow are numbered in order of their addresses.</summary>
    public static IEnumerable<(string Name, AllowBox Box)> Of(IEnumerable<AllowBox> boxes) =>
        from box in boxes
        group box by Stem(box) into like
        from named in like
            .OrderBy(b => b.Local.Intervals[0].From)
            .ThenBy(b => b.Remote.Addresses.IsEmpty ? 0 : b.Remote.Addresses.Intervals[0].From)
            .Select((box, i) => (string.Create(CultureInfo.InvariantCulture, $"{like.Key}-{i + 1:00}"), box))
        select named;

    private static string Stem(AllowBox box)
    {
        var direction = box.Direction == Direction.Ingress ? "in" : "out";
        var flow = string.Join('\n',
            [direction, $"{box.Family}", $"{box.Protocol}", $"{box.Ports}", box.Remote.Tag, .. box.Owners.Select(o => $"{o.Policy}\t{o.Labels}")]);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(flow)))[..12];
        var whose = box.Owners.Select(o => o.Policy).Distinct().Count() > 1 ? "m" : box.Owners[0].Policy.Replace(':', '-');
        return $"zt-{direction}-{(whose.Length > LongestPolicy ? whose[..LongestPolicy] : whose)}-{hash}";
    }
}
