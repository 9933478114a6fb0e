using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Steps;

/// <summary>
/// <c>step-samples</c>: one update of each of the default's first two stages. The autoencoder 784 → 256 relu → (μ, log
/// σ²), 32 each, and 32 → 256 → 512 relu → 784; then a discriminator 784 → 512 → 256 leaky relu → 1 and a generator
/// like that decoder, non-saturating, R1 on every fourth update with four times its weight, Adam with β₁ = 0.5, and the
/// average of the generator.
/// </summary>
/// <remarks>
/// The steps are the library's own, with their copies of the batch. An epoch of 60,000 examples is 469 of them.
/// </remarks>
public sealed class SamplesStep : TrainingStep
{
    public const int Latent = 32;
    public const int PenaltyInterval = 4;
    public const float PenaltyWeight = 1;
    public const float Beta1 = 0.5f;
    public const float AverageDecay = 0.998f;

    private readonly AutoencoderStep _autoencoder;
    private readonly GenerativeStep _game;
    private readonly WeightAverage _average;
    private readonly float[] _autoencoderFigures;
    private readonly float[] _gameFigures;

    public SamplesStep(StepData data, float learningRate)
        : base(data, learningRate)
    {
        Encoder = Create(0, StepData.Pixels, new Dense(StepData.Pixels, 256), new Relu(),
            new GaussianHeads(256, Latent));
        (Decoder, Generator) = (CreateGenerator(1), CreateGenerator(2));
        Discriminator = Create(
            3, StepData.Pixels, new Dense(StepData.Pixels, 512), new LeakyRelu(), new Dense(512, 256), new LeakyRelu(),
                new Dense(256, 1));
        var rate = new ConstantSchedule(learningRate);
        Dataset images = data.ToDataset();
        _autoencoder = new AutoencoderStep(
            new Learner("encoder", Encoder, new Adam(Encoder.Parameters), rate),
                new Learner("decoder", Decoder, new Adam(Decoder.Parameters), rate), images, StepData.Batch);
        var rules = new DiscriminatorOptions
        {
            Penalty = PenaltyForm.ZeroCentred,
            PenaltyWeight = PenaltyWeight,
            PenaltyInterval = PenaltyInterval
        };
        var adversary = new DiscriminatorTrainer(Player("discriminator", Discriminator, rate), rules, StepData.Batch);
        _game = new GenerativeStep(
            Player("generator", Generator, rate), adversary, images, PromptSource.Normal(Latent), StepData.Batch);
        _average = new WeightAverage(Generator.Parameters, AverageDecay);
        (_autoencoderFigures, _gameFigures) = (new float[_autoencoder.Metrics.Count], new float[_game.Metrics.Count]);
    }

    public Network Encoder { get; }

    public Network Decoder { get; }

    public Network Generator { get; }

    public Network Discriminator { get; }

    /// <inheritdoc/>
    /// <remarks>
    /// A penalty is forward, back to the input, and the tangents of forward and of back to the weights, which are two
    /// products each.
    /// </remarks>
    public override long Flops =>
        (2 * ForwardFlops(Encoder)) + InputFlops(Encoder, first: false) + (2 * ForwardFlops(Decoder))
            + InputFlops(Decoder, first: true)
        + (3 * ForwardFlops(Generator)) + InputFlops(Generator, first: false)
        + (5 * ForwardFlops(Discriminator)) + (2 * InputFlops(Discriminator, first: false))
            + InputFlops(Discriminator, first: true)
        + (((4 * ForwardFlops(Discriminator)) + InputFlops(Discriminator, first: true)
            + (2 * InputFlops(Discriminator, first: false))) / PenaltyInterval);

    /// <summary>The draw of noise that the autoencoder's update takes.</summary>
    public static int AutoencoderDraw(int step) => 2 * step;

    /// <summary>The prompts of the discriminator's update (0) or of the generator's (1).</summary>
    public static void FillPrompts(int step, int turn, Matrix prompts) =>
        PromptSource.Normal(Latent).Draw([], Draw(AutoencoderDraw(step) + 1).Fork(turn).Fork(0), prompts);

    /// <inheritdoc/>
    protected override float Run(int step)
    {
        ReadOnlyMemory<int> rows = Data.Rows(step);
        _autoencoder.Run(new StepContext(step, 0, int.MaxValue, rows, Draw(AutoencoderDraw(step))),
            _autoencoderFigures);
        _game.Run(new StepContext(step, 0, int.MaxValue, rows, Draw(AutoencoderDraw(step) + 1)), _gameFigures);
        _average.Update();
        return _autoencoderFigures[0] + _gameFigures[0] + _gameFigures[1] + _gameFigures[2];
    }

    private static RandomStream Draw(int draw) => new RandomStream(Seed).Fork(draw);

    private static Network CreateGenerator(int id) => Create(
        id, Latent, new Dense(Latent, 256), new Relu(), new Dense(256, 512), new Relu(),
            new Dense(512, StepData.Pixels), new Sigmoid());

    private static Learner Player(string name, Network network, Schedule rate) =>
        new(name, network, new Adam(network.Parameters, Beta1), rate);
}
