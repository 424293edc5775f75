using System.Runtime.InteropServices;

namespace ZtSegment.Linux.Kernel;

/// <summary>libnftables(3).</summary>
internal static partial class LibNftables
{
    public const uint OutputJson = 1 << 4;

    private const string Library = "libnftables.so.1";

    [LibraryImport(Library, EntryPoint = "nft_ctx_new")]
    public static partial nint NewContext(uint flags);

    [LibraryImport(Library, EntryPoint = "nft_ctx_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_output")]
    public static partial int BufferOutput(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_error")]
    public static partial int BufferErrors(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_output_set_flags")]
    public static partial void SetOutputFlags(nint context, uint flags);

    [LibraryImport(Library, EntryPoint = "nft_run_cmd_from_buffer", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RunCommands(nint context, string commands);

    /// <summary>The buffer is the context's own, and empty again after the next command.</summary>
    public static string Output(nint context) => Marshal.PtrToStringUTF8(OutputBuffer(context)) ?? "";

    /// <inheritdoc cref="Output"/>
    public static string Errors(nint context) => Marshal.PtrToStringUTF8(ErrorBuffer(context)) ?? "";

    /// <summary>Whether the library can be loaded here.</summary>
    public static bool IsPresent() => NativeLibrary.TryLoad(Library, typeof(LibNftables).Assembly, null, out _);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_output_buffer")]
    private static partial nint OutputBuffer(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_error_buffer")]
    private static partial nint ErrorBuffer(nint context);
}
