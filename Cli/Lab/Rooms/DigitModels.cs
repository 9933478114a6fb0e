using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Training;
using Scratch.Datasets;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>
/// What rooms 4 and 5 are about: two small classifiers of digits, one trained as usual and one under attack, and a
/// variational autoencoder with prompts of two numbers. Trained with seed 0 when they are first asked for.
/// </summary>
internal sealed class DigitModels
{
    /// <summary>Pixels in each direction.</summary>
    public const int Side = 28;

    /// <summary>The radius in L∞ that the robust classifier is trained under.</summary>
    public const float TrainedRadius = 0.1f;

    private const int Pixels = Side * Side, Classes = 10, Hidden = 64, Latent = 2, Batch = 100;
    private const int TrainingExamples = 8000, HeldOut = 1000, PlainEpochs = 4, RobustEpochs = 6, PromptEpochs = 12;
    private const float Rate = 2e-3f;

    private static readonly Lazy<DigitModels> All = new(() => new DigitModels());

    private readonly RandomStream _random = new(Seed: 0);

    private DigitModels()
    {
        Dataset digits = EmbeddedData.Digits.OpenTraining();
        Training = digits.Take(TrainingExamples);
        // not of the test set, which nothing here reads
        Examples = digits.Subset([.. Enumerable.Range(TrainingExamples, HeldOut)]);
        Plain = TrainClassifier(attacked: false);
        Robust = TrainClassifier(attacked: true);
        (Encoder, Decoder) = TrainAutoencoder();
    }

    /// <summary>The models, which are trained if this is the first time: some seconds.</summary>
    public static DigitModels Get() => All.Value;

    /// <summary>What is trained on.</summary>
    public Dataset Training { get; }

    /// <summary>Digits that nothing here is trained on.</summary>
    public Dataset Examples { get; }

    /// <summary>A classifier, trained as usual.</summary>
    public Network Plain { get; }

    /// <summary>The same, trained on what projected gradient ascent makes of every batch (Madry et al. 2018).</summary>
    public Network Robust { get; }

    /// <summary>From pixels to the means and log variances of two numbers.</summary>
    public Network Encoder { get; }

    /// <summary>From two numbers to pixels.</summary>
    public Network Decoder { get; }

    /// <summary>The share of the held-out digits that a classifier has right.</summary>
    public double AccuracyOf(Network classifier) =>
        Evaluator.PredictClasses(classifier, Examples.Inputs).Zip(Examples.Labels.ToArray())
            .Average(pair => pair.First == pair.Second ? 1.0 : 0);

    private Network TrainClassifier(bool attacked)
    {
        var network = new Network(
            Pixels, new Dense(Pixels, Hidden, Initialisers.HeNormal), new Relu(), new Dense(Hidden, Classes));
        network.Initialise(_random.Fork(attacked ? 1 : 0));
        var learner = new Learner("classifier", network, new Adam(network.Parameters), new ConstantSchedule(Rate));
        var step = new AttackedStep(learner, Training, Batch, attacked ? TrainedRadius : 0);
        TrainingLoop.Run(
            step, Training.Count, Batch, attacked ? RobustEpochs : PlainEpochs, _random.Fork(attacked ? 3 : 2), []);
        return network;
    }

    private (Network Encoder, Network Decoder) TrainAutoencoder()
    {
        var encoder = new Network(Pixels, new Dense(Pixels, 128), new Relu(), new GaussianHeads(128, Latent));
        var decoder = new Network(Latent, new Dense(Latent, 128), new Relu(), new Dense(128, Pixels), new Sigmoid());
        encoder.Initialise(_random.Fork(4));
        decoder.Initialise(_random.Fork(5));
        var step = new AutoencoderStep(Learn("encoder", encoder), Learn("decoder", decoder), Training, Batch);
        TrainingLoop.Run(step, Training.Count, Batch, PromptEpochs, _random.Fork(6), []);
        return (encoder, decoder);

        static Learner Learn(string name, Network network) =>
            new(name, network, new Adam(network.Parameters), new ConstantSchedule(Rate));
    }

    /// <summary>One update on a batch, or on what the attack makes of it.</summary>
    private sealed class AttackedStep(Learner learner, Dataset data, int batch, float radius) : ITrainingStep
    {
        private readonly Loss _loss = new SoftmaxCrossEntropy();
        private readonly Workspace _workspace = new(learner.Network, batch);
        private readonly Matrix _inputs = Matrix.Allocate(batch, Pixels), _targets = Matrix.Allocate(batch, Classes);
        private readonly Matrix _attacked = Matrix.Allocate(batch, Pixels), _losses = Matrix.Allocate(1, batch);
        private readonly int[] _labels = new int[batch];
        private readonly ProjectedGradient? _attack = radius == 0 ? null : new ProjectedGradient(
            new ClassifierModel(learner.Network, batch), new AttackOptions { Epsilon = radius, Steps = 5 });

        public string Stage => "classifier";

        public IReadOnlyList<string> Metrics { get; } = ["loss"];

        public IReadOnlyList<Learner> Learners { get; } = [learner];

        public void Run(in StepContext context, Span<float> metrics)
        {
            ReadOnlySpan<int> rows = context.Rows.Span;
            Matrix inputs = _inputs.SliceRows(0, rows.Length), targets = _targets.SliceRows(0, rows.Length);
            data.Gather(rows, inputs, targets);
            if (_attack is not null)
            {
                for (int i = 0; i < rows.Length; i++)
                {
                    _labels[i] = data.Labels.Span[rows[i]];
                }
                Matrix attacked = _attacked.SliceRows(0, rows.Length);
                _attack.Perturb(
                    new AttackBatch(inputs, _labels.AsMemory(0, rows.Length), context.Rows, context.Random), attacked);
                inputs = attacked;
            }
            Matrix logits = learner.Network.ForwardToLogits(_workspace, inputs);
            Matrix losses = _losses.SliceColumns(0, rows.Length);
            _loss.Compute(logits, targets, losses, 1f / rows.Length, _workspace.DLogits);
            learner.Network.BackwardFromLogits(
                _workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
            metrics[0] = losses.Span.ToArray().Average();
            learner.Update(context);
        }
    }
}
