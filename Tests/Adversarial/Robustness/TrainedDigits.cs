using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Robustness;

/// <summary>Small classifiers of embedded digits, and digits that they have not seen.</summary>
internal static class TrainedDigits
{
    private const int TrainingCount = 2000, HeldOutCount = 200;

    private static readonly Lazy<Dataset> All =
        new(() => ImageSource.Parse("mnist").OpenTraining().Take(TrainingCount + HeldOutCount));

    public static Dataset HeldOut => All.Value.Subset([.. Enumerable.Range(TrainingCount, HeldOutCount)]);

    public static Network Plain(ulong seed, int epochs = 6) => Train(MixtureOptions.RealOnly, seed, epochs);

    public static Network Adversarial(ulong seed) => Train(
        new MixtureOptions
        {
            Real = 0,
            AdversarialPixels = 1,
            PixelAttack = new AttackOptions { Epsilon = 0.1f, StepSize = 0.03f, Steps = 5 },
        },
        seed,
        epochs: 8);

    private static Network Train(MixtureOptions mixture, ulong seed, int epochs)
    {
        Dataset training = All.Value.Take(TrainingCount);
        var classifier = new Network(
            training.Inputs.Columns, new Dense(training.Inputs.Columns, 64), new Relu(),
            new Dense(64, training.Classes));
        classifier.Initialise(new RandomStream(seed));
        var step = new SupervisedStep(
            Toys.Learner("classifier", classifier, 2e-3f), new MixedBatch(classifier, training, mixture, null, 64));
        Toys.Train(step, training.Count, batchSize: 64, epochs);
        return classifier;
    }
}
