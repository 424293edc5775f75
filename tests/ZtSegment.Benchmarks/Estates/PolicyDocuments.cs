namespace ZtSegment.Benchmarks.Estates;

/// <summary>The flow policies: what everybody needs, what each app needs, and calls from app to app until there are enough.</summary>
internal static class PolicyDocuments
{
    private const string SameEnvironment = "  sameLabels: [env]\n";

    public static IEnumerable<string> Of(EstateLayout layout, EstateOptions options) =>
        Baseline(layout)
            .Concat(layout.Apps.SelectMany(OfApp))
            .Concat(Calls(layout, new Random(options.Seed)))
            .Take(options.Policies);

    private static IEnumerable<string> Baseline(EstateLayout layout)
    {
        const string Everybody = "selector: {}";
        yield return Policy("baseline-patching", Everybody, "addressGroup: package-mirrors", "443/tcp");
        foreach (var name in layout.Infrastructure.Select(s => s.Tier))
        {
            var segment = $"segment: infra-{name.Name}";
            if (name == Tier.Dns)
            {
                yield return Policy("baseline-dns", Everybody, segment, "53/udp, 53/tcp");
                yield return Policy("baseline-dns-upstream", segment, "addressGroup: upstream-resolvers", "53/udp, 53/tcp, 853/tcp");
            }
            else if (name == Tier.Monitoring)
            {
                yield return Policy("baseline-metrics", segment, Everybody, "metrics");
                yield return Policy("baseline-ping", segment, Everybody, "icmp");
            }
            else if (name == Tier.Bastion)
            {
                yield return Policy("baseline-ssh", segment, Everybody, "22/tcp");
                yield return Policy("baseline-ssh-to-bastion", "addressGroup: offices", segment, "22/tcp");
            }
            else
            {
                yield return Policy($"baseline-{name.Name}", Everybody, segment, name == Tier.Ntp ? "123/udp" : "6514/tcp");
            }
        }
    }

    private static IEnumerable<string> OfApp(App app, int number)
    {
        var isPublic = number % 3 == 0;
        var mayMix = number % 4 == 0;
        var (web, logic, database, cache) = (app[Tier.Web], app[Tier.Logic], app[Tier.Database], app[Tier.Cache]);
        if (web is not null)
        {
            yield return isPublic
                ? Policy($"{web.Name}-from-internet", "cidr: 0.0.0.0/0, except: [10.0.0.0/8]", Peer(web), "443/tcp")
                : Policy($"{web.Name}-from-offices", "addressGroup: offices", Peer(web), "443/tcp");
        }

        if (web is not null && logic is not null)
            yield return Between(web, logic, "8443/tcp", SameEnvironment);
        if (logic is not null && database is not null)
            yield return Between(logic, database, "5432/tcp", SameEnvironment);
        if (logic is not null && cache is not null)
            yield return Between(logic, cache, "6379/tcp, 26379/tcp", mayMix ? "" : SameEnvironment);
        if (web is not null && cache is not null)
            yield return Between(web, cache, "11211/tcp", mayMix ? "" : SameEnvironment);
        if (database is not null)
            yield return Between(database, database, "7000-7010/tcp, 7000/udp", "  sameLabels: [app, env]\n");
        if (cache is not null)
            yield return Between(cache, cache, "16379/tcp", SameEnvironment);
        if (logic is not null)
        {
            yield return Policy(
                $"{logic.Name}-to-partner", Peer(logic), $"addressGroup: {EstateDocuments.PartnerName(number % EstateDocuments.Partners)}", "443/tcp");
        }
    }

    /// <summary>Each on a port range of its own, so that none covers another.</summary>
    private static IEnumerable<string> Calls(EstateLayout layout, Random random)
    {
        for (var call = 0; ; call++)
        {
            var (caller, called) = (Any(layout, random), Any(layout, random));
            var from = caller.Segments[random.Next(caller.Segments.Length)];
            var to = called.Segments[random.Next(called.Segments.Length)];
            var port = 20_000 + call * 7 % 40_000;
            var ports = random.Next(20) switch
            {
                0 => $"{port}-{port + 5}/tcp",
                1 => $"{port}/tcp, {port}/udp",
                2 => $"{port}/tcp, group/database-admin",
                3 => $"{port}/udp",
                _ => $"{port}/tcp",
            };
            var more = random.Next(100) switch
            {
                0 => "  when: { compliant: true, maxRisk: medium }\n",
                1 or 2 => $"  expires: 20{random.Next(30, 40)}-{random.Next(1, 13):00}-01T00:00:00Z\n",
                < 30 => "",
                _ => SameEnvironment,
            };
            yield return Policy($"call-{call:00000}-{from.App}-to-{to.App}", Peer(from), Peer(to), ports, more);
        }
    }

    private static App Any(EstateLayout layout, Random random) => layout.Apps[random.Next(layout.Apps.Length)];

    private static string Between(Segment from, Segment to, string ports, string more) =>
        Policy($"{from.Name}-to-{to.Tier.Name}", Peer(from), Peer(to), ports, more);

    private static string Peer(Segment segment) => $"segment: {segment.Name}";

    private static string Policy(string name, string from, string to, string ports, string more = "") => $$"""
        kind: FlowPolicy
        metadata: { name: {{name}} }
        spec:
          owner: team-{{name.Split('-')[0]}}
          from: [{ {{from}} }]
          to: [{ {{to}} }]
          ports: [{{ports}}]
        {{more}}
        """;
}
