using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;
using ZtSegment.Storage;

namespace Orleans.Hosting;

/// <summary>Makes <see cref="VersionedJsonSerializer"/> what every grain storage of the silo writes with, unless its options name another.</summary>
public static class VersionedJsonHosting
{
    public static ISiloBuilder UseVersionedJsonStates(this ISiloBuilder builder) =>
        builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<IGrainStorageSerializer>(_ => new VersionedJsonSerializer())));
}
