namespace Scratch.Cli.Lab.Rooms;

/// <summary>What room 2 trains, and on what: the whole state of the room but for the number of steps.</summary>
/// <param name="Data">A word of <see cref="PlaneData.Words"/>, or <c>own</c>.</param>
/// <param name="Noise">The deviation of what is added to the points.</param>
/// <param name="Seed">Draws points, weights, batches and dropout.</param>
/// <param name="Inputs">What the network is given of a point: words of <see cref="PlaneFeatures.Words"/> between
/// commas.</param>
/// <param name="Hidden">The widths of the hidden layers.</param>
/// <param name="Activation">A word of <see cref="LayerCatalog.Activations"/>.</param>
/// <param name="Initialiser">A word of <see cref="Initialisers"/>.</param>
/// <param name="Optimizer">A name of <see cref="OptimizerCatalog"/>.</param>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">μ or β₁; null for the optimizer's own.</param>
/// <param name="Schedule">A name of <see cref="ScheduleCatalog"/>.</param>
/// <param name="TotalSteps">The updates that the schedule is laid out for.</param>
/// <param name="Batch">Examples of an update.</param>
/// <param name="WeightDecay">λ of the decoupled weight decay.</param>
/// <param name="Dropout">The share of hidden units that an update leaves out.</param>
/// <param name="StopAtLoss">The loss on the training points below which it ends; 0 for never.</param>
/// <param name="Patience">
/// The epochs without a lower loss on the other points after which it ends; 0 for never.
/// </param>
/// <param name="Own">x, y and class of each point, for <c>own</c>.</param>
internal sealed record PlaygroundSettings(
    string Data, float Noise, ulong Seed, string Inputs, int[] Hidden, string Activation, string Initialiser,
    string Optimizer, float LearningRate, float? Momentum, string Schedule, int TotalSteps, int Batch,
    float WeightDecay, float Dropout, float StopAtLoss, int Patience, float[] Own)
{
    private const int MostLayers = 8, Widest = 16, MostOwn = 1000, MostClasses = 6;

    /// <summary>The ways to start weights, by their words.</summary>
    public static IReadOnlyDictionary<string, Initialiser> Initialisers { get; } = new Dictionary<string, Initialiser>
    {
        ["glorot-uniform"] = Layers.Initialisers.GlorotUniform,
        ["glorot-normal"] = Layers.Initialisers.GlorotNormal,
        ["he-uniform"] = Layers.Initialisers.HeUniform,
        ["he-normal"] = Layers.Initialisers.HeNormal,
        ["lecun-uniform"] = Layers.Initialisers.LeCunUniform,
        ["lecun-normal"] = Layers.Initialisers.LeCunNormal,
        ["fan-in-uniform"] = Layers.Initialisers.FanInUniform,
        ["orthogonal"] = Layers.Initialisers.Orthogonal,
        ["zeros"] = Layers.Initialisers.Zeros,
    };

    /// <summary>The number of classes.</summary>
    public int Classes => Data != "own" ? PlaneData.ClassesOf(Data)
        : Own.Chunk(3).Select(point => (int)point[2] + 1).Append(2).Max();

    /// <summary>Throws if something is out of its range.</summary>
    /// <exception cref="RoomException">The message says what.</exception>
    public void Check()
    {
        RoomException.RequireWord(Data, [.. PlaneData.Words, "own"], "The data set");
        RoomException.RequireWord(Activation, LayerCatalog.Activations, "The activation");
        RoomException.RequireWord(Initialiser, Initialisers.Keys, "The initialiser");
        RoomException.RequireWord(Optimizer, OptimizerCatalog.Names, "The optimizer");
        RoomException.RequireWord(Schedule, ScheduleCatalog.Names, "The schedule");
        RoomException.RequireBetween(Noise, 0, 1, "The noise");
        RoomException.RequireBetween(Hidden.Length, 0, MostLayers, "The number of hidden layers");
        foreach (int width in Hidden)
        {
            RoomException.RequireBetween(width, 1, Widest, "The width of a layer");
        }
        RoomException.RequireBetween(LearningRate, 1e-6, 100, "The learning rate");
        RoomException.RequireBetween(Momentum ?? 0, 0, 0.9999, "The momentum");
        RoomException.RequireBetween(TotalSteps, 1, 10_000_000, "The number of steps of the schedule");
        RoomException.RequireBetween(Batch, 1, 256, "The batch size");
        RoomException.RequireBetween(WeightDecay, 0, 10, "The weight decay");
        RoomException.RequireBetween(Dropout, 0, 0.9, "The dropout");
        RoomException.RequireBetween(StopAtLoss, 0, 10, "The loss to stop at");
        RoomException.RequireBetween(Patience, 0, 1_000_000, "The patience");
        _ = new PlaneFeatures(Inputs);
        if (Data == "own")
        {
            CheckOwn();
        }
    }

    private void CheckOwn()
    {
        if (Own.Length % 3 != 0 || Own.Length < 6 || Own.Length > 3 * MostOwn)
        {
            throw new RoomException(
                $"There are {Own.Length} numbers of points; expected x, y and class of 2 to {MostOwn} points.");
        }
        for (int i = 0; i < Own.Length; i++)
        {
            bool isClass = i % 3 == 2;
            RoomException.RequireBetween(
                Own[i], isClass ? 0 : -10, isClass ? MostClasses - 1 : 10, isClass ? "A class" : "A coordinate");
        }
    }
}

/// <summary>What room 2 shows of a training.</summary>
internal sealed record PlaygroundPicture
{
    /// <summary>Updates so far.</summary>
    public long Step { get; init; }

    /// <summary>Passes over the training points.</summary>
    public int Epoch { get; init; }

    /// <summary>η of the last update.</summary>
    public float Rate { get; init; }

    /// <summary>The mean loss on the training points.</summary>
    public float Loss { get; init; }

    /// <summary>The mean loss on the points that are not trained on.</summary>
    public float TestLoss { get; init; }

    /// <summary>The share of the training points that are classified correctly.</summary>
    public float Accuracy { get; init; }

    /// <summary>The share of the others.</summary>
    public float TestAccuracy { get; init; }

    /// <summary>The norm of all gradients of the last update.</summary>
    public float GradientNorm { get; init; }

    /// <summary>As measured, for the eye alone.</summary>
    public double StepsPerSecond { get; init; }

    /// <summary>Why it has ended; null while it goes on.</summary>
    public string? Ended { get; init; }

    /// <summary>What is predicted at each place: 32 times the class, plus 31 times how sure it is; from the upper left.
    /// </summary>
    public byte[] Grid { get; init; } = [];

    /// <summary>What each hidden unit gives at each place of a coarse grid, its least 0 and its most 255.</summary>
    public byte[] Units { get; init; } = [];

    /// <summary>The weights of all layers, each row by row.</summary>
    public float[] Weights { get; init; } = [];
}
