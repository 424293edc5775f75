// Labs take every core for themselves, and libnftables only low descriptors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
