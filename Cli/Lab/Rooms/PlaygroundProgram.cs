namespace Scratch.Cli.Lab.Rooms;

/// <summary>The C# program that trains what room 2 trains, with the same numbers at every step.</summary>
internal static class PlaygroundProgram
{
    /// <summary>Writes it.</summary>
    /// <param name="settings">What is trained.</param>
    /// <param name="points">The training points and their classes.</param>
    public static string Write(PlaygroundSettings settings, (Matrix Points, int[] Labels) points) => $$"""
        {{OneStepProgram.Head}}
        using Scratch.Optimizers.Schedules;

        const int Steps = 1000, Batch = {{Math.Min(settings.Batch, points.Labels.Length)}};
        var random = new RandomStream(Seed: {{settings.Seed}});
        float[] x = [{{string.Join(", ", points.Points.Span.ToArray().Select(Number))}}]; // x and y of each point
        int[] classes = [{{string.Join(", ", points.Labels)}}];
        var network = new Network({{InputsOf(settings)}}{{Layers(settings)}});
        network.Initialise(random.Fork(1));
        OptimizerKind kind = OptimizerCatalog.Find("{{settings.Optimizer}}");
        Optimizer optimizer = kind.Create(network.Parameters{{Momentum(settings)}});
        optimizer.WeightDecay = {{Number(settings.WeightDecay)}};
        Schedule schedule = {{(ScheduleCatalog.Find(settings.Schedule).WatchesLoss
            ? $"new ConstantSchedule({Number(settings.LearningRate)}); // and lower when the loss stops to fall"
            : $"ScheduleCatalog.Find(\"{settings.Schedule}\").Create({Number(settings.LearningRate)});")}}
        Loss loss = new SoftmaxCrossEntropy();
        var workspace = new Workspace(network, Batch);
        int batches = (classes.Length + Batch - 1) / Batch;
        int[] order = new int[classes.Length];
        for (int step = 0; step < Steps; step++)
        {
            int epoch = step / batches, first = step % batches * Batch;
            if (first == 0)
            {
                for (int i = 0; i < order.Length; i++)
                {
                    order[i] = i;
                }
                random.Fork(2).Fork(epoch).Shuffle(order);
            }
            int rows = Math.Min(Batch, order.Length - first);
            Matrix input = Matrix.Allocate(rows, {{InputsOf(settings)}});
            Matrix target = Matrix.Allocate(rows, {{settings.Classes}});
            Matrix losses = Matrix.Allocate(1, rows);
            for (int i = 0; i < rows; i++)
            {
                int row = order[first + i];
                float a = x[2 * row], b = x[(2 * row) + 1];
                float[] features = [{{new PlaneFeatures(settings.Inputs).Code}}];
                features.CopyTo(input.Row(i));
                target[i, classes[row]] = 1;
            }
            Matrix logits = network.ForwardToLogits(workspace, input, Mode.Train, random.Fork(3).Fork((ulong)step));
            loss.Compute(logits, target, losses, 1f / rows, workspace.DLogits);
            network.BackwardFromLogits(workspace, workspace.DLogits, default, ParameterGradients.Accumulate);
            optimizer.Step(schedule.RateAt(step, epoch, {{settings.TotalSteps}}));
            if ((step + 1) % 100 == 0)
            {
                Console.WriteLine($"step {step + 1}: loss of the batch {losses.Span.ToArray().Average():0.0000}");
            }
        }

        """;

    private static string Layers(PlaygroundSettings settings)
    {
        int inputs = InputsOf(settings);
        string text = "";
        foreach (int width in settings.Hidden)
        {
            text += $", {Dense(inputs, width, settings)}, {Activation(settings)}"
                + (settings.Dropout > 0 ? $", new Dropout({Number(settings.Dropout)})" : "");
            inputs = width;
        }
        return $"{text}, {Dense(inputs, settings.Classes, settings)}";
    }

    private static int InputsOf(PlaygroundSettings settings) => new PlaneFeatures(settings.Inputs).Count;

    private static string Dense(int inputs, int outputs, PlaygroundSettings settings) =>
        $"new Dense({inputs}, {outputs}, Initialisers.{MethodOf(settings.Initialiser)})";

    /// <summary>he-normal is HeNormal.</summary>
    private static string MethodOf(string word) => string.Concat(
        word.Replace("lecun", "le-cun", StringComparison.Ordinal).Split('-')
            .Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static string Activation(PlaygroundSettings settings) =>
        $"LayerCatalog.FindActivation(\"{settings.Activation}\").CreateActivation()";

    private static string Momentum(PlaygroundSettings settings) =>
        settings.Momentum is { } momentum && OptimizerCatalog.Find(settings.Optimizer).Momentum is not null
            ? $", momentum: {Number(momentum)}" : "";

    private static string Number(float number) => number.ToString("R", CultureInfo.InvariantCulture) + "f";
}
