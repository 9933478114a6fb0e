using System.Globalization;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Benchmarks.Digits;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Judges;

/// <summary>
/// How one of the judges is trained: 784 → 640 relu → 128 relu → 10, Adam with a cosine schedule, the moving average of
/// its weights.
/// </summary>
/// <param name="Augmentation">How far the examples are changed.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="Rate">The highest learning rate.</param>
public sealed record JudgeRecipe(AugmentationOptions Augmentation, int Epochs, float Rate)
{
    private const int Batch = 128;
    private const int Wide = 640;
    private const int Features = 128;
    private const float AverageDecay = 0.999f;
    private const ulong Seed = 0;

    private enum Purpose
    {
        Weights,
        Training,
    }

    /// <summary>The recipe of each data set, chosen on held-out training examples.</summary>
    public static IReadOnlyDictionary<string, JudgeRecipe> All { get; } = new Dictionary<string, JudgeRecipe>
    {
        ["mnist"] = new(new AugmentationOptions { Rotation = 15, Shift = 2, Scale = 0.15f }, Epochs: 150, Rate: 1e-3f),
        ["fashion-mnist"] = new(
            new AugmentationOptions { Shift = 1, Scale = 0.05f, Noise = 0.05f }, Epochs: 40, Rate: 1e-3f),
    };

    /// <summary>Trains a judge.</summary>
    /// <param name="training">What it learns from.</param>
    /// <param name="validation">What its accuracy is shown on as it learns; null for none.</param>
    public Network Train(Dataset training, Dataset? validation)
    {
        ArgumentNullException.ThrowIfNull(training);
        int inputs = training.Inputs.Columns;
        var judge = new Network(
            inputs,
            new Dense(inputs, Wide, Initialisers.HeNormal),
            new Relu(),
            new Dense(Wide, Features, Initialisers.HeNormal),
            new Relu(),
            new Dense(Features, training.Classes));
        judge.Initialise(new RandomStream(Seed).Fork((int)Purpose.Weights));
        var mixture = new MixtureOptions { Real = 0.1, Augmented = 0.9, Augmentation = Augmentation };
        var learner = new Learner("judge", judge, new Adam(judge.Parameters), new CosineSchedule(Rate, warmUp: 0.02f));
        var step = new SupervisedStep(learner, new MixedBatch(judge, training, mixture, null, Batch));
        var log = new LambdaCallback
        {
            Epoch = (epoch, means) =>
            {
                double? accuracy = validation is null ? null : DigitsTraining.Accuracy(judge, validation);
                string held = accuracy is { } share ? FormattableString.Invariant($", held out {share:0.0000}") : "";
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"epoch {epoch + 1}: loss {means[0]:0.0000}{held}"));
            },
        };
        TrainingLoop.Run(
            step, training.Count, Batch, Epochs, new RandomStream(Seed).Fork((int)Purpose.Training),
                [new WeightAveraging(AverageDecay), log]);
        return judge;
    }
}
