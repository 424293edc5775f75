using CsCheck;
using Orleans.Storage;

namespace ZtSegment.Storage.Tests.Conformance;

/// <summary>Two activations of one grain do anything in any order; a model of three fields says what each must see.</summary>
[Collection(nameof(Storages))]
public sealed class RandomOperationsTests(Storages storages)
{
    public static TheoryData<string> All => Storages.All;

    private enum Operation
    {
        Read,
        Write,
        Clear,
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_storage_does_what_its_model_does(string storage) => await Gen.Select(Gen.Int[0, 1], Gen.Enum<Operation>()).Array[1, 12].SampleAsync(
        async operations =>
        {
            var first = Holder.Of(storages[storage]);
            Holder[] holders = [first, first.Another()];
            var model = new Model();
            for (var i = 0; i < operations.Length; i++)
                await model.ApplyAsync(holders[operations[i].Item1], operations[i].Item2, number: i + 1);
        },
        iter: 40,
        threads: 4);

    /// <summary>The stored ETag (null: no record) and number (null: none, or cleared).</summary>
    private sealed class Model
    {
        private readonly HashSet<string> etags = [];
        private string? etag;
        private long? number;

        public async Task ApplyAsync(Holder holder, Operation operation, int number)
        {
            // Storages differ in this one: see Clearing_without_an_etag_takes_no_record_away.
            if (operation == Operation.Clear && holder.State.ETag is null && etag is not null)
                return;
            var isCurrent = operation == Operation.Read || holder.State.ETag == etag;
            try
            {
                await (operation switch
                {
                    Operation.Read => holder.ReadAsync(),
                    Operation.Write => holder.WriteAsync(number),
                    _ => holder.ClearAsync(),
                });
            }
            catch (InconsistentStateException) when (!isCurrent)
            {
                return;
            }
            Assert.True(isCurrent, $"{operation} with ETag {holder.State.ETag} over {etag} went through");
            if (operation != Operation.Read)
                Accept(holder, operation == Operation.Write ? number : null);
            Assert.Equal(etag, holder.State.ETag);
            Assert.Equal(this.number is not null, holder.State.RecordExists);
            Assert.Equal(this.number ?? 0, holder.Value.Number);
        }

        private void Accept(Holder holder, long? written)
        {
            (etag, number) = (holder.State.ETag, written);
            Assert.True(etag is null ? written is null : etags.Add(etag), "an ETag came twice");
        }
    }
}
