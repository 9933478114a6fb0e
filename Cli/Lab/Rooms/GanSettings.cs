using Scratch.Adversarial.Generative;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>What room 3 trains: the whole state of the room but for the number of steps.</summary>
/// <param name="Target">A word of <see cref="GanTargets.Words"/>.</param>
/// <param name="Loss">A word of <see cref="Losses"/>.</param>
/// <param name="Penalty"><c>none</c>, <c>r1</c> or <c>wgan-gp</c>.</param>
/// <param name="PenaltyWeight">Its weight.</param>
/// <param name="Spectral">Whether the discriminator's layers are normalised by their spectral norm.</param>
/// <param name="WeightClip">The bound of the discriminator's weights; 0 for none.</param>
/// <param name="DiscriminatorSteps">Updates of the discriminator for one of the generator.</param>
/// <param name="LearningRate">η of the generator.</param>
/// <param name="RateRatio">The discriminator's over it: two time scales.</param>
/// <param name="Batch">Examples of an update.</param>
/// <param name="Seed">Draws points, weights, batches and prompts.</param>
internal sealed record GanSettings(
    string Target, string Loss, string Penalty, float PenaltyWeight, bool Spectral, float WeightClip,
    int DiscriminatorSteps, float LearningRate, float RateRatio, int Batch, ulong Seed)
{
    /// <summary>The games, by their words.</summary>
    public static IReadOnlyDictionary<string, AdversarialLoss> Losses { get; } =
        new Dictionary<string, AdversarialLoss>
        {
            ["nonsaturating"] = AdversarialLoss.NonSaturating,
            ["minimax"] = AdversarialLoss.Minimax,
            ["article"] = AdversarialLoss.Article,
            ["least-squares"] = AdversarialLoss.LeastSquares,
            ["hinge"] = AdversarialLoss.Hinge,
            ["wasserstein"] = AdversarialLoss.Wasserstein,
            ["relativistic"] = AdversarialLoss.RelativisticAverage,
            ["smoothed"] = AdversarialLoss.NonSaturating with { Real = 0.9f },
        };

    /// <summary>Throws if something is out of its range.</summary>
    /// <exception cref="RoomException">The message says what.</exception>
    public void Check()
    {
        RoomException.RequireWord(Target, GanTargets.Words, "The target");
        RoomException.RequireWord(Loss, Losses.Keys, "The loss");
        RoomException.RequireWord(Penalty, ["none", "r1", "wgan-gp"], "The penalty");
        RoomException.RequireBetween(PenaltyWeight, 0, 100, "The weight of the penalty");
        RoomException.RequireBetween(WeightClip, 0, 10, "The bound of the weights");
        RoomException.RequireBetween(DiscriminatorSteps, 1, 10, "The number of the discriminator's steps");
        RoomException.RequireBetween(LearningRate, 1e-6, 1, "The learning rate");
        RoomException.RequireBetween(RateRatio, 0.01, 100, "The ratio of the rates");
        RoomException.RequireBetween(Batch, 2, 256, "The batch size");
        if (Penalty != "none" && Spectral)
        {
            throw new RoomException("A penalty needs layers with second derivatives, which those with spectral norm "
                + "don't have; expected one of the two.");
        }
    }

    /// <summary>The rules of the game.</summary>
    public DiscriminatorOptions Rules() => new()
    {
        Loss = Losses[Loss],
        Penalty = Penalty switch { "r1" => PenaltyForm.ZeroCentred, "wgan-gp" => PenaltyForm.OneCentred, _ => null },
        PenaltyWeight = PenaltyWeight,
        WeightClip = WeightClip,
        Steps = DiscriminatorSteps,
    };
}

/// <summary>What room 3 shows of a training.</summary>
internal sealed record GanPicture
{
    /// <summary>Updates of the generator so far.</summary>
    public long Step { get; init; }

    /// <summary>Of the last batch.</summary>
    public float DiscriminatorLoss { get; init; }

    /// <summary>Of the last batch.</summary>
    public float GeneratorLoss { get; init; }

    /// <summary>Of the last batch; 0 without one.</summary>
    public float Penalty { get; init; }

    /// <summary>The mean distance between two samples over that between two real points.</summary>
    public double Diversity { get; init; }

    /// <summary>The share of pairs in which the discriminator gives the real point the higher logit.</summary>
    public double Saturation { get; init; }

    /// <summary>The parts of the target that samples reach.</summary>
    public int Modes { get; init; }

    /// <summary>The parts that it has.</summary>
    public int AllModes { get; init; }

    /// <summary>As measured, for the eye alone.</summary>
    public double StepsPerSecond { get; init; }

    /// <summary>Why it has ended; null while it goes on.</summary>
    public string? Ended { get; init; }

    /// <summary>Points of the generator, two numbers each, always of the same prompts.</summary>
    public float[] Samples { get; init; } = [];

    /// <summary>∂loss/∂sample of the first of them, two numbers each.</summary>
    public float[] Gradients { get; init; } = [];

    /// <summary>What the discriminator says at each place, from generated, 0, to real, 255; from the upper left.
    /// </summary>
    public byte[] Map { get; init; } = [];

    /// <summary>What the guard has seen last.</summary>
    public string[] Events { get; init; } = [];
}
