using NUnit.Framework;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Tests.Engine.Exchanges;

namespace Scratch.Tests.Adversarial.Distributed;

/// <summary>What a training learns has the same bits on any number of ranks, whatever is trained and how.</summary>
public class SharedStepTests
{
    private const int BatchSize = 17; // no multiple of the ranks, and the last batch of 60 is short
    private static readonly Dataset Data = Toys.Images(60);

    [Test]
    public void With_dropout_noise_normalisations_and_clipping_by_any_optimizer(
        [ValueSource(typeof(OptimizerCatalog), nameof(OptimizerCatalog.Names))] string name,
        [Values(2, 3)] int ranks) =>
        RequireSameBits(ranks, () => Network(), network =>
        {
            OptimizerKind kind = OptimizerCatalog.Find(name);
            Optimizer optimizer = kind.Create(network.Parameters);
            optimizer.ClipNorm = 0.05f;
            var learner = Toys.Learner("classifier", network, optimizer, 1e-2f);
            return new SupervisedStep(learner, Toys.Batches(network, Data, BatchSize));
        });

    [Test]
    public void Under_attack(
        [Values] RobustTrainer trainer, [Values(false, true)] bool climbsDivergence, [Values(2, 5)] int ranks) =>
        RequireSameBits(ranks, () => Toys.Classifier(30), network => new RobustOptions
        {
            Trainer = trainer,
            ClimbsDivergence = climbsDivergence && trainer is RobustTrainer.Trades,
            WeightPerturbation = trainer is RobustTrainer.Madry or RobustTrainer.Trades ? 0.02f : 0,
            Attack = new() { Epsilon = 0.1f, StepSize = 0.04f, Steps = 3 },
        }.CreateStep(
            Toys.Learner("classifier", network, 1e-2f), Toys.Batches(network, Data, BatchSize), "classifier"));

    [Test]
    public void With_proofs([Values] CertifiedTrainer trainer, [Values(2, 3)] int ranks) =>
        RequireSameBits(ranks, () => Toys.Classifier(30), network => new CertifiedStep(
            Toys.Learner("classifier", network, 1e-2f), Toys.Batches(network, Data, BatchSize),
            new() { Trainer = trainer, Epsilon = 0.05f }));

    [Test]
    public void A_model_that_is_fitted_in_a_program_is_written_by_rank_0_alone()
    {
        using TemporaryFolder alone = new(), shared = new();
        Fit(alone.File("m.safetensors"));
        int writers = 0;
        LocalExchange.Run(3, exchange =>
        {
            Fit(shared.File(exchange.Rank == 0 ? "m.safetensors" : "other.safetensors"));
            Interlocked.Add(ref writers, Exchange.IsWriter ? 1 : 0);
        });
        Assert.That(writers, Is.EqualTo(1));
        Assert.That(shared.Names(), Is.EqualTo(["m.safetensors"]));
        byte[] expected = File.ReadAllBytes(alone.File("m.safetensors"));
        Assert.That(File.ReadAllBytes(shared.File("m.safetensors")), Is.EqualTo(expected));

        static void Fit(string file)
        {
            Model model = Model.Classifier(inputs: 30, hidden: [16], classes: Toys.Classes, seed: 1);
            model.Fit(Data, new FitOptions { Epochs = 3, Validation = Data, Patience = 1 });
            model.Save(file);
        }
    }

    [Test]
    public void A_training_that_stops_being_finite_ends_alike_on_every_rank() => LocalExchange.Run(3, _ =>
    {
        Network network = Toys.Classifier(30);
        var step = new SupervisedStep(
            Toys.Learner("classifier", network, new Sgd(network.Parameters), 1e30f),
            Toys.Batches(network, Data, BatchSize));
        Assert.That(() => Toys.Train(step, Data.Count, BatchSize, 5), Throws.TypeOf<NonFiniteException>());
    });

    private static Network Network()
    {
        var network = new Network(
            30, new Dense(30, 24), new BatchNormalisation(24), new Relu(), new Dropout(0.3f), new GaussianNoise(0.1f),
            new SpectralDense(24, 20), new LayerNormalisation(20), new Tanh(), new Dense(20, Toys.Classes));
        network.Initialise(new RandomStream(8));
        return network;
    }

    private static void RequireSameBits(int ranks, Func<Network> create, Func<Network, ITrainingStep> train)
    {
        float[] expected = Train();
        LocalExchange.Run(ranks, exchange =>
            Assert.That(Train(), Is.EqualTo(expected), $"rank {exchange.Rank} of {ranks}"));

        float[] Train()
        {
            Network network = create();
            Toys.Train(train(network), Data.Count, BatchSize, epochs: 2, new WeightAveraging(0.9f));
            return [.. network.Parameters.Values, .. network.State.Values];
        }
    }
}
