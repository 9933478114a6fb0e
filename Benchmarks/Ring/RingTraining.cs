using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Ring;

/// <summary>
/// The training of one variant with one seed: two hidden layers of 64 on each side, Adam with β₁ = 0.5, a constant
/// rate.
/// </summary>
public sealed class RingTraining(RingVariant variant, ulong seed)
{
    private const int Points = 12_800, Batch = 128, Latent = 8, Width = 64, Samples = 2500;
    private const float Rate = 1e-3f, Beta1 = 0.5f, AutoencoderWeight = 0.1f, FeatureWeight = 0.1f,
        DivergenceWeight = 0.02f;

    private readonly RandomStream _random = new(seed);

    private enum Purpose
    {
        Points,
        Generator,
        Discriminator,
        Encoder,
        Training,
        Samples,
    }

    /// <summary>Trains, and draws samples from N(0, 1).</summary>
    /// <param name="epochs">Passes over the points: 100 updates each.</param>
    public Matrix Run(int epochs)
    {
        Dataset data = RingData.Create(Points, Random(Purpose.Points));
        int classes = variant.Players == RingPlayers.ConditionalGenerator ? data.Classes : 0;
        Learner generator = Create(
            "generator", Purpose.Generator, Latent + classes, new Dense(Width, 2), new Sigmoid());
        ITrainingStep step = Step(generator, data, classes);
        TrainingCallback[] callbacks = variant.Average > 0
            ? [new WeightAveraging(variant.Average) { Networks = ["generator"] }] : [];
        TrainingLoop.Run(step, data.Count, Batch, epochs, Random(Purpose.Training), callbacks);
        return generator.Network.PredictOutputs(Prompts(classes));
    }

    private ITrainingStep Step(Learner generator, Dataset data, int classes) =>
        variant.Players switch
        {
            RingPlayers.EncoderAndGenerator =>
                new BidirectionalStep(Encoder(), generator, DiscriminatorTrainer(2 + Latent), data, Batch),
            RingPlayers.Autoencoder =>
                new AdversarialAutoencoderStep(
                Encoder(), generator, DiscriminatorTrainer(Latent), data, Batch)
                { GameWeight = AutoencoderWeight },
            RingPlayers.FeatureAutoencoder =>
                new FeatureAutoencoderStep(
                Encoder(), generator, DiscriminatorTrainer(2), data, Batch)
                {
                    FeatureWeight = FeatureWeight,
                    Beta = DivergenceWeight
                },
            _ => new GenerativeStep(
                generator, DiscriminatorTrainer(2 + classes, classes), data, PromptSource.Normal(Latent), Batch),
        };

    private Learner Encoder() => Create("encoder", Purpose.Encoder, 2, new GaussianHeads(Width, Latent));

    private DiscriminatorTrainer DiscriminatorTrainer(int inputs, int given = 0)
    {
        Layer Layer(int from, int to) => variant.Spectral ? new SpectralDense(from, to) : new Dense(from, to);
        var network = new Network(
            inputs, Layer(inputs, Width), new LeakyRelu(), Layer(Width, Width), new LeakyRelu(), Layer(Width, 1));
        network.Initialise(Random(Purpose.Discriminator));
        var rate = new ConstantSchedule(variant.RateOfDiscriminator * Rate);
        return new DiscriminatorTrainer(
            new Learner("discriminator", network, new Adam(network.Parameters, Beta1), rate), variant.Rules, 2 * Batch,
            given);
    }

    private Learner Create(string name, Purpose purpose, int inputs, params Layer[] last)
    {
        var network = new Network(
            inputs, [new Dense(inputs, Width), new Relu(), new Dense(Width, Width), new Relu(), .. last]);
        network.Initialise(Random(purpose));
        return new Learner(name, network, new Adam(network.Parameters, Beta1), new ConstantSchedule(Rate));
    }

    /// <summary>From N(0, 1), and behind it each class in turn, if there are classes.</summary>
    private Matrix Prompts(int classes)
    {
        Matrix prompts = Matrix.Allocate(Samples, Latent + classes);
        PromptSource.Normal(Latent).Draw([], Random(Purpose.Samples), prompts.SliceColumns(0, Latent));
        for (int row = 0; classes > 0 && row < prompts.Rows; row++)
        {
            prompts[row, Latent + (row % classes)] = 1;
        }
        return prompts;
    }

    private RandomStream Random(Purpose purpose) => _random.Fork((int)purpose);
}
