namespace ZtSegment.Storage.Tests.Clustering;

/// <summary>Whatever happens to one of three silos: no acknowledged revision is lost, no host gets an order twice in effect or out of order, and all converge.</summary>
[Collection(nameof(SiloFailureTests))]
public sealed class SiloFailureTests(ThreeSilos silos) : IClassFixture<ThreeSilos>
{
    [Fact]
    public async Task A_silo_is_killed_in_the_middle_of_a_change()
    {
        using var stop = new CancellationTokenSource();
        var reporting = silos.ReportPostureAsync(stop.Token);
        var changing = silos.WhenChangedAsync(part: 0.2);
        await silos.ApplyChangeAsync();
        await changing;

        silos.Silos[0].Kill();

        await silos.ConvergeAsync();
        await stop.CancelAsync();
        await silos.ShouldKnowAsync(await reporting);
        await silos.Silos[0].StartAsync();
        await silos.ConvergeAsync();
    }

    [Fact]
    public async Task The_silo_that_holds_the_intent_is_killed_while_a_revision_is_applied()
    {
        var holder = await silos.FindIntentAsync();
        var applying = silos.ApplyChangeAsync();

        holder.Kill();
        await applying;

        await silos.ConvergeAsync();
        await holder.StartAsync();
        await silos.ConvergeAsync();
    }

    [Fact]
    public async Task A_silo_is_cut_off_from_storage()
    {
        silos.Silos[1].Line.Cut();
        await silos.ApplyChangeAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        silos.Silos[1].Line.Mend();

        await silos.ConvergeAsync();
    }

    [Fact]
    public async Task Silos_are_replaced_one_by_one_while_the_estate_changes()
    {
        foreach (var silo in silos.Silos)
        {
            var applying = silos.ApplyChangeAsync();
            await silo.StopAsync();
            await silo.StartAsync();
            await applying;
        }

        await silos.ConvergeAsync();
    }
}

/// <summary>Time counts here: nothing else runs beside.</summary>
[CollectionDefinition(nameof(SiloFailureTests), DisableParallelization = true)]
public sealed class SiloFailureCollection;
