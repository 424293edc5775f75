using System.Collections.Immutable;
using ZtSegment.Benchmarks.Estates;
using ZtSegment.Flows;
using ZtSegment.Flows.Guardrails;
using ZtSegment.Language;

namespace ZtSegment.Benchmarks.Cases;

/// <summary>An estate with labels reported for every workload; labels and addresses of some of them are not declared, so that they can change.</summary>
internal sealed class GuardedChanges
{
    private const int MostMovers = 2_000;
    private static readonly Cidr Anywhere = Cidr.Parse("10.0.0.0/8");

    private readonly Random random = new(1);
    private readonly ImmutableArray<LabelSet> labels;
    private readonly ImmutableArray<Workload> movers;
    private readonly ImmutableArray<FlowPolicy> policies;
    private readonly Workload logic;
    private readonly PolicyIds ids;
    private Intent intent;
    private int seen;

    /// <param name="guardrails">Up to 20, which the documents keep.</param>
    public GuardedChanges(int guardrails, EstateOptions? options = null)
    {
        var declared = LargeEstate.Load([.. options is null ? LargeEstate.SourcesOfLargeSegments : EstateGenerator.Generate(options), LargeEstate.Guardrails(guardrails)]);
        (policies, labels) = (declared.Policies, [.. declared.Workloads.Select(w => w.Labels)]);
        var rows = Enumerable.Range(0, labels.Length).OrderBy(_ => random.Next()).Take(Math.Min(MostMovers, labels.Length / 2)).ToHashSet();
        movers = [.. rows.Select(row => declared.Workloads[row])];
        logic = movers.First(w => w.Labels["tier"] == "app");
        intent = new Intent(
        [
            declared.Estate!, .. declared.Workloads.Select((w, row) => rows.Contains(row) ? Undeclared(w) : w),
            .. declared.Segments, .. declared.Rollouts, .. declared.AddressGroups, .. declared.PortGroups, .. declared.Policies, .. declared.Guardrails,
        ]);
        var facts = declared.Workloads.Index().ToDictionary(w => w.Item.Name, w => Reported(w.Item, rows.Contains(w.Index) ? w.Item.Labels : LabelSet.Empty));
        if (GuardrailReview.Of(LargeEstate.Compile(declared)).Refuses)
            throw new InvalidOperationException("the generated estate breaks a guardrail");
        Engine = new EstateEngine(intent, new EstateFacts(facts), LargeEstate.Now, ids = PolicyIds.ByOrderOfNames(intent));
    }

    public EstateEngine Engine { get; }

    /// <summary>To the labels of any other workload: nothing is cut.</summary>
    public EstateDelta Relabel() => Relabel(Mover, labels[random.Next(labels.Length)]);

    /// <summary>A server of an app in or out of a zone that must never reach the app's database, which it does: 600 to 1,000 workloads leave it out.</summary>
    public EstateDelta RelabelIntoCut() => Relabel(
        logic, Engine.FactsOf(Engine.RowOf(logic.Name)).Labels["zone"] is null ? logic.Labels.Append(KeyValuePair.Create("zone", "lab")) : logic.Labels);

    /// <summary>One and the same workload, in and out.</summary>
    public EstateDelta Quarantine() => Quarantine(movers[0]);

    /// <summary>Any change but of other documents: most of labels, some never seen before, some that are cut; addresses, posture, policies, time.</summary>
    public EstateDelta Any() => random.Next(5_000) switch
    {
        0 => Repolicy(),
        1 => Engine.MoveTo(LargeEstate.Now.AddDays(random.Next(3_650))),
        < 10 => Relabel(Mover, [.. labels[random.Next(labels.Length)], KeyValuePair.Create("zone", "lab")]),
        < 100 => Relabel(Mover, [.. labels[random.Next(labels.Length)].Where(l => l.Key != "app"), KeyValuePair.Create("app", $"new-{seen++}")]),
        < 500 => Quarantine(Mover),
        < 1_000 => Readdress(Mover),
        < 2_000 => Engine.Update(Mover.Name, Engine.FactsOf(Engine.RowOf(Mover.Name)) with { Compliant = random.Next(2) == 0, Risk = (Risk)random.Next(4) }),
        _ => Relabel(),
    };

    private Workload Mover => movers[random.Next(movers.Length)];

    private EstateDelta Relabel(Workload workload, IEnumerable<KeyValuePair<string, string>> known) => Engine.Update(
        workload.Name, Engine.FactsOf(Engine.RowOf(workload.Name)) with { Labels = new LabelSet(known.Append(KeyValuePair.Create("rack", "r1"))) });

    private EstateDelta Quarantine(Workload workload)
    {
        var known = Engine.FactsOf(Engine.RowOf(workload.Name));
        return Engine.Update(workload.Name, known with { Quarantined = !known.Quarantined });
    }

    private EstateDelta Readdress(Workload workload) => Engine.Update(workload.Name, Engine.FactsOf(Engine.RowOf(workload.Name)) with
    {
        Addresses = random.Next(2) == 0 ? workload.Addresses : [new Address(IpFamily.V4, (10u << 24) + (254u << 16) + (uint)random.Next(1 << 15))],
    });

    private EstateDelta Repolicy()
    {
        var policy = policies[random.Next(policies.Length)];
        var isThere = intent.Policies.Any(p => p.Name == policy.Name);
        intent = intent.WithPolicies(new HashSet<string> { policy.Name }, isThere ? [] : [policy]);
        return Engine.Update(intent, ids);
    }

    private static Workload Undeclared(Workload workload) => workload with
    {
        Header = workload.Header with { Labels = LabelSet.Empty },
        Addresses = [],
        AddressesFrom = new AddressesFrom(AddressSource.Agent, [Anywhere, Cidr.Parse("fd20::/16")]),
    };

    private static WorkloadFacts Reported(Workload workload, LabelSet known) =>
        WorkloadFacts.Unknown with { Labels = new LabelSet([.. known, KeyValuePair.Create("rack", "r1")]), Addresses = workload.Addresses };
}
