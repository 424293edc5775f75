namespace ZtSegment.Cluster;

internal static class GrainPersistence
{
    extension(Grain grain)
    {
        /// <summary>Writes another state. Where that fails the grain ends, so that nobody is told what the store does not hold: the next call reads the store.</summary>
        public async Task PersistAsync<T>(IPersistentState<T> stored, T next)
        {
            stored.State = next;
            try
            {
                await stored.WriteStateAsync();
            }
            catch
            {
                grain.DeactivateOnIdle();
                throw;
            }
        }
    }
}
