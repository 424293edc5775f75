using Orleans.Storage;
using ZtSegment.Controller.Hosting;
using ZtSegment.Storage;

namespace ZtSegment.Controller.Api;

/// <summary>Copies of the embedded storage while it is in use. Restoring one is putting it in the place of <c>state.db</c> while the controller is ended.</summary>
internal static class BackupEndpoints
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/backups", BackupAsync)
        .WithSummary("Copy the embedded storage as it is at one moment, into the state folder; answers where to.").Produces<BackupAnswer>().ProducesProblem(409);

    private static async Task<IResult> BackupAsync(IServiceProvider services, StateFolder state, TimeProvider clock, CancellationToken cancellation)
    {
        if (services.GetKeyedService<IGrainStorage>("Default") is not SqliteGrainStorage storage)
            return Results.Problem("the state of this cluster is not in the state folder, but in the storage that the settings name: back that up", statusCode: StatusCodes.Status409Conflict);
        var file = state.NewBackup(clock.GetUtcNow());
        await storage.BackupAsync(file, cancellation);
        return Results.Ok(new BackupAnswer(file));
    }
}

/// <param name="File">On the controller's machine; for its user alone.</param>
internal sealed record BackupAnswer(string File);
