using ZtSegment.Language;

namespace ZtSegment.Cli.Lab.Probing;

/// <summary>One question to the kernel: does a flow from one address of a host to one address of another pass?</summary>
/// <param name="Source">Index of the host that has <paramref name="From"/>.</param>
/// <param name="Destination">Index of the host that has <paramref name="To"/>, another one.</param>
/// <param name="Protocol">The number on the wire.</param>
/// <param name="Port">Destination port, not 0; 0 for protocols without ports.</param>
/// <param name="Expected">Whether it should pass.</param>
/// <param name="Size">Bytes of payload for what is not a stream; what the link cannot carry goes out in fragments.</param>
internal readonly record struct Probe(
    int Source, Address From, int Destination, Address To, byte Protocol, ushort Port, bool Expected, int Size = Message.Length);
