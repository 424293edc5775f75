namespace ZtSegment.Storage.Sqlite;

internal enum ChangeKind
{
    /// <summary>Writes the payload; a null one leaves an empty record.</summary>
    Put,

    Delete,
}

/// <summary>One change that waits to be committed, on the condition that the record still has an ETag, or does not exist.</summary>
internal sealed class StateChange(ChangeKind kind, string name, string grain, string? expected, byte[]? payload)
{
    private readonly TaskCompletionSource<StateOutcome> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StateOutcome outcome;

    public ChangeKind Kind => kind;
    public string Name => name;
    public string Grain => grain;

    /// <summary>The ETag that the record must have; null: there must be no record.</summary>
    public string? Expected => expected;

    public byte[]? Payload => payload;

    /// <summary>Ends when the change is on the disk, or refused by its condition, or failed with an exception.</summary>
    public Task<StateOutcome> Done => done.Task;

    public void Decide(StateOutcome decided) => outcome = decided;

    public void Acknowledge() => done.SetResult(outcome);

    public void Fail(Exception error) => done.SetException(error);
}

/// <summary>What became of a change. Not met: the ETag is the stored one, null if there is no record.</summary>
internal readonly record struct StateOutcome(bool ConditionMet, string? ETag);
