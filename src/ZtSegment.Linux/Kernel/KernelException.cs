namespace ZtSegment.Linux.Kernel;

/// <summary>The kernel, or a tool that stands for it, refused. The message says what was asked and what came back.</summary>
public sealed class KernelException(string message) : Exception(message);
