using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Pretrained;

/// <summary>What came of one training.</summary>
/// <param name="Classifier">As it ended.</param>
/// <param name="Chosen">Its accuracy on the labels that are kept back to choose by.</param>
/// <param name="Curve">Its accuracy on the part to measure on, after every epoch.</param>
public sealed record Trained(Network Classifier, double Chosen, IReadOnlyList<double> Curve);

/// <summary>
/// An autoencoder on all examples without their labels, and classifiers on a few with labels: 784 → 256 relu → 128 relu
/// → 10, whose first four layers are the encoder's. All of it a function of the seed.
/// </summary>
public sealed class LabelledTraining
{
    private const int Latent = 32, Batch = 128, EncoderEpochs = 20, LabelledBatch = 50;

    private readonly Dataset _learning;
    private readonly Dataset _choosing;
    private readonly Dataset _measuring;
    private readonly int _epochs;
    private readonly ulong _seed;
    private readonly string _encoderFile;

    /// <summary>Trains the encoder.</summary>
    /// <param name="unlabelled">Of all of these the images are used.</param>
    /// <param name="measuring">Nothing is learned from these or chosen by them.</param>
    /// <param name="labels">Of so many of the examples the labels are used: a fifth to choose by, the others to learn
    /// from.</param>
    /// <param name="epochs">Passes over the examples with labels.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="folder">Where the encoder's file goes.</param>
    public LabelledTraining(Dataset unlabelled, Dataset measuring, int labels, int epochs, ulong seed, string folder)
    {
        ArgumentNullException.ThrowIfNull(unlabelled);
        (_measuring, _epochs, _seed) = (measuring, epochs, seed);
        (_, Dataset labelled) = unlabelled.Split(labels, Random(Purpose.Labels));
        (_learning, _choosing) = labelled.Split(labels / 5, Random(Purpose.Choice));
        _encoderFile = Path.Combine(folder, $"encoder-{seed}.safetensors");
        ModelFile.Write(_encoderFile, TrainEncoder(unlabelled));
    }

    private enum Purpose
    {
        Labels,
        Choice,
        Encoder,
        Decoder,
        Prompts,
        Classifier,
    }

    /// <summary>Updates in an epoch of the classifier's.</summary>
    public int UpdatesPerEpoch => (_learning.Count + LabelledBatch - 1) / LabelledBatch;

    /// <summary>Trains a classifier from its start; the last layer's is the same for all.</summary>
    public Trained Run(Start start, float rate)
    {
        var classifier = new Network(
            _learning.Inputs.Columns, [.. Trunk(_learning.Inputs.Columns), new Dense(128, _learning.Classes)]);
        classifier.Initialise(Random(Purpose.Classifier));
        if (start != Start.Scratch)
        {
            Adversarial.Files.Pretrained.Load(_encoderFile, classifier, layers: ..4);
        }
        var model = new Model(
            classifier, new SoftmaxCrossEntropy(), new Adam(classifier.Parameters), new CosineSchedule(rate),
                Metric.Accuracy);
        History history = model.Fit(_learning, new FitOptions
        {
            BatchSize = LabelledBatch,
            Epochs = _epochs,
            Seed = _seed,
            Validation = _measuring,
            Callbacks = start == Start.Frozen ? [new Freeze(model.Name, ..4)] : [],
        });
        return new Trained(classifier, Accuracy(classifier, _choosing), history["val_accuracy"]);
    }

    /// <summary>The share of the examples that a classifier gets right.</summary>
    public static double Accuracy(Network classifier, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Scratch.Adversarial.Evaluation.Accuracy.Compute(
            Evaluator.PredictClasses(classifier, data.Inputs), data.Labels.Span);
    }

    private static Layer[] Trunk(int inputs) =>
        [new Dense(inputs, 256, Initialisers.HeNormal), new Relu(), new Dense(256, 128, Initialisers.HeNormal),
            new Relu()];

    private Network TrainEncoder(Dataset data)
    {
        int pixels = data.Inputs.Columns;
        var encoder = new Network(pixels, [.. Trunk(pixels), new GaussianHeads(128, Latent)]);
        var decoder = new Network(
            Latent, new Dense(Latent, 128, Initialisers.HeNormal), new Relu(),
                new Dense(128, 256, Initialisers.HeNormal), new Relu(), new Dense(256, pixels), new Sigmoid());
        encoder.Initialise(Random(Purpose.Encoder));
        decoder.Initialise(Random(Purpose.Decoder));
        var schedule = new CosineSchedule(1e-3f);
        var step = new AutoencoderStep(
            new Learner("encoder", encoder, new Adam(encoder.Parameters), schedule),
                new Learner("decoder", decoder, new Adam(decoder.Parameters), schedule), data, Batch);
        TrainingLoop.Run(step, data.Count, Batch, EncoderEpochs, Random(Purpose.Prompts), callbacks: []);
        return encoder;
    }

    private RandomStream Random(Purpose purpose) => new RandomStream(_seed).Fork((int)purpose);
}
