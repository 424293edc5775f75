using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ZtSegment.Cli.Tests.Architecture;

/// <summary>What one assembly refers to, read from its own metadata.</summary>
internal sealed class AssemblyMetadata : IDisposable
{
    private readonly PEReader file;
    private readonly MetadataReader metadata;

    public AssemblyMetadata(string name)
    {
        file = new PEReader(File.OpenRead(Assembly.Load(name).Location));
        metadata = file.GetMetadataReader();
    }

    public IEnumerable<string> ReferencedAssemblies => metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name));

    /// <summary>Full names of types that are referred to.</summary>
    public IEnumerable<string> ReferencedTypes => metadata.TypeReferences.Select(NameOf);

    /// <summary><c>Namespace.Type.Member</c> of members that are referred to.</summary>
    public IEnumerable<string> ReferencedMembers =>
        from handle in metadata.MemberReferences
        let member = metadata.GetMemberReference(handle)
        where member.Parent.Kind == HandleKind.TypeReference
        select $"{NameOf((TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}";

    public void Dispose() => file.Dispose();

    private string NameOf(TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
