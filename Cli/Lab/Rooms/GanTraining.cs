using System.Text.Json;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Cli.Lab.Server;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>Room 3: a generator of points in the plane against a discriminator, trained step by step.</summary>
internal sealed class GanTraining : LiveTraining
{
    private const int Points = 2048, Latent = 4, Width = 32, Samples = 256, Arrows = 64, Side = 30, StepsPerLook = 100;
    private const float Beta1 = 0.5f;

    private readonly GanSettings _settings;
    private readonly RandomStream _random;
    private readonly Dataset _data;
    private readonly Learner _generator;
    private readonly DiscriminatorTrainer _adversary;
    private readonly GenerativeStep _step;
    private readonly SampleFigures _figures;
    private readonly CollapseGuard _guard = new(new CollapseOptions { Action = CollapseAction.Warn });
    private readonly double[] _lastFigures = new double[2];
    private readonly float[] _metrics;
    private readonly int[] _rows;
    private readonly Matrix _prompts = Matrix.Allocate(Samples, Latent);
    private readonly Matrix _places = PlaneNetwork.Grid(Side);
    private readonly Workspace _looking;
    private readonly Workspace _generating;

    private enum Purpose
    {
        Points,
        Generator,
        Discriminator,
        Updates,
        Looking,
    }

    /// <summary>A training that hasn't begun.</summary>
    /// <exception cref="RoomException">A setting is out of its range.</exception>
    public GanTraining(GanSettings settings)
    {
        settings.Check();
        (_settings, _random) = (settings, new RandomStream(settings.Seed));
        Matrix points = GanTargets.Draw(settings.Target, Points, Random(Purpose.Points));
        _data = new Dataset(settings.Target, points, Matrix.Allocate(Points, 1), new ImageDomain(1, 2));
        var network = new Network(
            Latent, new Dense(Latent, Width), new Relu(), new Dense(Width, Width), new Relu(), new Dense(Width, 2));
        network.Initialise(Random(Purpose.Generator));
        _generator = new Learner("generator", network, new Adam(network.Parameters, Beta1),
            new ConstantSchedule(settings.LearningRate));
        _adversary = CreateAdversary();
        _step = new GenerativeStep(_generator, _adversary, _data, PromptSource.Normal(Latent), settings.Batch);
        _metrics = new float[_step.Metrics.Count];
        _rows = new int[settings.Batch];
        Random(Purpose.Looking).FillNormal(_prompts.Span);
        Network discriminator = _adversary.Discriminator.Network;
        _figures = new SampleFigures(network, _prompts.SliceRows(0, 64), points.SliceRows(0, 64), discriminator, null);
        _guard.OnStart(new TrainingPlan("gan", _step.Metrics, int.MaxValue, StepsPerLook)
        {
            EpochMetrics = _figures.Metrics,
            Learners = _step.Learners,
        });
        _looking = new Workspace(discriminator, Side * Side);
        _generating = new Workspace(network, Samples);
    }

    /// <summary>The networks.</summary>
    public IReadOnlyList<Learner> Learners => _step.Learners;

    /// <summary>Some of the real points, two numbers each.</summary>
    public float[] Real => _data.Inputs.SliceRows(0, Samples).Span.ToArray();

    /// <summary>What there is to see.</summary>
    public GanPicture Look()
    {
        Network discriminator = _adversary.Discriminator.Network;
        byte[] map = [.. discriminator.ForwardToLogits(_looking, _places).Span.ToArray()
            .Select(logit => (byte)(255 / (1 + MathF.Exp(-logit))))];
        Matrix samples = _generator.Network.Forward(_generating, _prompts);
        Matrix some = samples.SliceRows(0, Arrows), gradients = Matrix.Allocate(Arrows, 2);
        float[] state = discriminator.State.Values.ToArray(); // that of spectral norms moves with every training pass
        _adversary.GeneratorLoss(
            Context(Steps), Random(Purpose.Looking).Fork(1), _data.Inputs.SliceRows(0, Arrows), some, default,
            gradients);
        state.CopyTo(discriminator.State.Values);
        return new GanPicture
        {
            Step = Steps,
            DiscriminatorLoss = _metrics[0],
            GeneratorLoss = _metrics[1],
            Penalty = _adversary.HasPenalty ? _metrics[2] : 0,
            Diversity = _lastFigures[0],
            Saturation = _lastFigures[1],
            Modes = GanTargets.CountModes(_settings.Target, samples),
            AllModes = GanTargets.ModesOf(_settings.Target),
            StepsPerSecond = StepsPerSecond,
            Ended = Ended,
            Samples = samples.Span.ToArray(),
            Gradients = gradients.Span.ToArray(),
            Map = map,
            Events =
            [
                .. _guard.Events.TakeLast(3).Select(seen => $"Step {(seen.Epoch + 1) * StepsPerLook}: {seen.Figures}."),
            ],
        };
    }

    /// <inheritdoc/>
    protected override byte[] Paint() => JsonSerializer.SerializeToUtf8Bytes(Look(), LabJson.Default.GanPicture);

    /// <inheritdoc/>
    protected override void Step()
    {
        StepContext context = Context(Steps);
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = context.Random.Fork(99).Below(Points, (ulong)i);
        }
        _step.Run(context with { Rows = _rows }, _metrics);
        if (!float.IsFinite(_metrics[0]) || !float.IsFinite(_metrics[1]))
        {
            Ended = string.Create(CultureInfo.InvariantCulture,
                $"Step {Steps + 1}: the losses are {_metrics[0]} and {_metrics[1]}; a lower learning rate helps.");
        }
        if ((Steps + 1) % StepsPerLook == 0)
        {
            _figures.Run(_lastFigures);
            _guard.OnEpoch((int)(Steps / StepsPerLook), _lastFigures);
            _guard.OnEpochEnded();
        }
    }

    private StepContext Context(long step) => new(
        step, (int)(step / StepsPerLook), long.MaxValue / 2, default, Random(Purpose.Updates).Fork((ulong)step));

    private DiscriminatorTrainer CreateAdversary()
    {
        Layer Layer(int from, int to) => _settings.Spectral ? new SpectralDense(from, to) : new Dense(from, to);
        var network = new Network(
            2, Layer(2, Width), new LeakyRelu(), Layer(Width, Width), new LeakyRelu(), Layer(Width, 1));
        network.Initialise(Random(Purpose.Discriminator));
        var learner = new Learner("discriminator", network, new Adam(network.Parameters, Beta1),
            new ConstantSchedule(_settings.LearningRate * _settings.RateRatio));
        // room for what is looked at, too
        return new DiscriminatorTrainer(learner, _settings.Rules(), Math.Max(2 * _settings.Batch, Arrows));
    }

    private RandomStream Random(Purpose purpose) => _random.Fork((int)purpose);
}
