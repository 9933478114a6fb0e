using System.Text.Json;
using Scratch.Cli.Lab.Server;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>The losses of room 6 after so many steps, one for each rate; NaN where the training has diverged.</summary>
/// <param name="Step">Updates so far.</param>
/// <param name="Losses">The mean loss on the training points.</param>
/// <param name="TestLosses">On the others.</param>
internal sealed record RatesPicture(long Step, float[] Losses, float[] TestLosses);

/// <summary>Room 6: the same training at ten learning rates at once; nothing but the rate differs.</summary>
internal sealed class RatesTraining : LiveTraining
{
    /// <summary>How many rates.</summary>
    public const int Count = 10;

    private readonly PlaygroundTraining[] _trainings;

    /// <summary>Ten trainings that haven't begun.</summary>
    /// <param name="settings">All of them; its learning rate is the lowest one.</param>
    /// <param name="factor">From one rate to the next.</param>
    /// <exception cref="RoomException">A setting is out of its range.</exception>
    public RatesTraining(PlaygroundSettings settings, float factor)
    {
        RoomException.RequireBetween(factor, 1.1, 10, "The factor between two rates");
        Rates = [.. Enumerable.Range(0, Count).Select(i => settings.LearningRate * MathF.Pow(factor, i))];
        _trainings = [.. Rates.Select(rate => new PlaygroundTraining(settings with { LearningRate = rate }))];
    }

    /// <summary>The rates, the lowest first.</summary>
    public IReadOnlyList<float> Rates { get; }

    /// <summary>What there is to see.</summary>
    public RatesPicture Look()
    {
        (float Train, float Test)[] losses = [.. _trainings.Select(training => training.Ended is null
            ? training.MeasureLosses() : (float.NaN, float.NaN))];
        return new RatesPicture(Steps, [.. losses.Select(l => l.Train)], [.. losses.Select(l => l.Test)]);
    }

    /// <inheritdoc/>
    protected override byte[] Paint() => JsonSerializer.SerializeToUtf8Bytes(Look(), LabJson.Default.RatesPicture);

    /// <inheritdoc/>
    protected override void Step()
    {
        foreach (PlaygroundTraining training in _trainings)
        {
            training.Advance();
        }
    }
}
