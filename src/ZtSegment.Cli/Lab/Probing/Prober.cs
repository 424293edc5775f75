using ZtSegment.Language;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>Asks the kernel many questions at once, all sockets without blocking on one thread, and hears what passes.</summary>
/// <remarks>
/// Between namespaces of one machine a packet travels while it is sent, so whatever passes is heard at once; a drop is silent, and all
/// drops are waited for together. Silence counts only once everything that was heard has been worked off, so that a slow machine
/// makes a lab slow and not wrong.
/// </remarks>
internal sealed class Prober : IDisposable
{
    /// <summary>Of the whole lab, after the last question: then what is still open does not pass.</summary>
    private const int SilenceMilliseconds = 400;

    /// <summary>How long a connection waits at least, where so many are open that the oldest must make room.</summary>
    private const int LeastPatienceMilliseconds = 250;

    private const int SentBetweenLooks = 64;
    private const int LongestPacket = 1 << 16;

    private readonly LabNetwork network;
    private readonly IReadOnlyList<Probe> probes;
    private readonly bool[] passed;
    private readonly bool hasSctpSockets;
    private readonly EventQueue events = new();
    private readonly StreamConnections connections;
    private readonly List<int> listeners = [];
    private readonly List<Endpoint> endpoints = [];
    private readonly Dictionary<(int Host, Address Own, byte Protocol), Endpoint> senders = [];
    private readonly byte[] scratch = new byte[LongestPacket];
    private readonly long[] ready = new long[512];
    private int inside = -1;

    /// <param name="probes">A number of a probe is its index here.</param>
    private Prober(LabNetwork network, IReadOnlyList<Probe> probes)
    {
        (this.network, this.probes) = (network, probes);
        passed = new bool[probes.Count];
        connections = new StreamConnections(events);
        var sctp = Sockets.TryOpen(IpFamily.V4, SystemCalls.Stream, ProbeProtocols.Sctp);
        hasSctpSockets = sctp >= 0;
        if (hasSctpSockets)
            _ = SystemCalls.Close(sctp);
    }

    /// <summary>Asks all, in several passes, and gives which passed.</summary>
    /// <param name="asked">Told how many have been asked, now and then.</param>
    /// <exception cref="OperationCanceledException">The caller asked to stop.</exception>
    public static bool[] Run(LabNetwork network, IReadOnlyList<Probe> probes, Action<int>? asked, CancellationToken cancellation)
    {
        return network.OnThreadOfItsOwn(() =>
        {
            using var prober = new Prober(network, probes);
            prober.Open();
            prober.AskAll(asked ?? (_ => { }), cancellation);
            return prober.passed;
        });
    }

    public void Dispose()
    {
        connections.Dispose();
        foreach (var socket in listeners)
            _ = SystemCalls.Close(socket);
        foreach (var endpoint in endpoints)
            endpoint.Dispose();
        events.Dispose();
    }

    /// <summary>
    /// What stayed silent against expectation is asked twice more: a lost packet is no verdict. What passed, passed.
    /// </summary>
    private void AskAll(Action<int> asked, CancellationToken cancellation)
    {
        var left = Enumerable.Range(0, probes.Count).ToList();
        for (var attempt = 0; attempt < 3 && left.Count > 0; attempt++)
        {
            if (attempt > 0)
                network.FlushConnections();
            var second = left.Where(n => ProbeProtocols.IsOneConnectionBothWays(probes[n].Protocol) && probes[n].Source > probes[n].Destination).ToList();
            Ask(left.Except(second), asked, cancellation);
            if (second.Count > 0)
            {
                network.FlushConnections();
                Ask(second, asked, cancellation);
            }

            left = left.FindAll(n => probes[n].Expected && !passed[n]);
        }
    }

    private void Ask(IEnumerable<int> numbers, Action<int> asked, CancellationToken cancellation)
    {
        var sent = 0;
        foreach (var number in numbers)
        {
            Send(number);
            if (++sent % SentBetweenLooks != 0)
                continue;
            cancellation.ThrowIfCancellationRequested();
            Hear(0);
            asked(sent);
        }

        asked(sent);
        var silentSince = Environment.TickCount64;
        while (Environment.TickCount64 - silentSince < SilenceMilliseconds)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Hear(SilenceMilliseconds / 8))
                silentSince = Environment.TickCount64;
        }

        connections.GiveUp(0);
    }

    private void Send(int number)
    {
        var probe = probes[number];
        if (!IsStream(probe.Protocol))
        {
            senders[(probe.Source, probe.From, probe.Protocol)].Send(probe, number, scratch);
            return;
        }

        Enter(probe.Source);
        StreamState state;
        while ((state = connections.Begin(probe, number)) == StreamState.NoSocket)
        {
            if (!Hear(LeastPatienceMilliseconds / 8))
                connections.GiveUp(LeastPatienceMilliseconds);
        }

        passed[number] |= state == StreamState.Completed;
    }

    /// <summary>Works off everything that can be heard now, waiting so long for the first of it; false: there was nothing.</summary>
    private bool Hear(int milliseconds)
    {
        var any = false;
        int count;
        while ((count = events.Wait(any ? 0 : milliseconds, ready)) > 0)
        {
            any = true;
            foreach (var number in ready.AsSpan(0, count))
            {
                if (number < 0)
                    endpoints[(int)~number].Receive(scratch, probe => passed[probe] = true);
                else
                    passed[number] |= connections.Advance(probes[(int)number], (int)number) == StreamState.Completed;
            }
        }

        return any;
    }

    /// <summary>What is listened on is opened before what sends, so that no sender takes its port.</summary>
    private void Open()
    {
        foreach (var target in probes.GroupBy(p => p.Destination))
        {
            Enter(target.Key);
            foreach (var (protocol, port) in target.Where(p => IsStream(p.Protocol)).Select(p => (p.Protocol, p.Port)).Distinct())
                listeners.Add(StreamListener.Open(target.Any(p => p.To.Family == IpFamily.V6), protocol, port));
            foreach (var (own, port) in target.Where(p => p.Protocol == ProbeProtocols.Udp).Select(p => (p.To, p.Port)).Distinct())
                Add(Endpoint.Open(own, ProbeProtocols.Udp, port));
            foreach (var (own, protocol) in target.Where(IsRaw).Select(p => (p.To, p.Protocol)).Distinct())
                AddSender(target.Key, own, protocol);
        }

        foreach (var source in probes.Where(p => !IsStream(p.Protocol)).GroupBy(p => p.Source))
        {
            Enter(source.Key);
            foreach (var (own, protocol) in source.Select(p => (p.From, p.Protocol)).Distinct())
                AddSender(source.Key, own, protocol);
        }
    }

    private void AddSender(int host, Address own, byte protocol)
    {
        if (!senders.ContainsKey((host, own, protocol)))
            senders[(host, own, protocol)] = Add(Endpoint.Open(own, protocol, port: 0));
    }

    private Endpoint Add(Endpoint endpoint)
    {
        events.AddReader(endpoint.Socket, ~(long)endpoints.Count);
        endpoints.Add(endpoint);
        return endpoint;
    }

    private bool IsStream(byte protocol) => protocol == ProbeProtocols.Tcp || (protocol == ProbeProtocols.Sctp && hasSctpSockets);

    private bool IsRaw(Probe probe) => !IsStream(probe.Protocol) && probe.Protocol != ProbeProtocols.Udp;

    private void Enter(int host)
    {
        if (inside != host)
            network[host].Enter();
        inside = host;
    }
}
