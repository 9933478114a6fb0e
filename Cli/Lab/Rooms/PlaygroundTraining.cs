using System.Numerics.Tensors;
using System.Text.Json;
using Scratch.Adversarial.Training;
using Scratch.Cli.Lab.Server;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>Room 2: a classifier of points in the plane, trained step by step.</summary>
internal sealed class PlaygroundTraining : LiveTraining
{
    private const int Points = 400, TrainingPoints = 300;

    private readonly PlaygroundSettings _settings;
    private readonly RandomStream _random;
    private readonly PlaneFeatures _features;
    private readonly Matrix _trainInputs;
    private readonly Matrix _testInputs;
    private readonly PlaneNetwork _plane;
    private readonly Loss _loss = new SoftmaxCrossEntropy();
    private readonly Learner _learner;
    private readonly ReduceOnPlateauSchedule? _plateau;
    private readonly Workspace _workspace;
    private readonly Matrix _input;
    private readonly Matrix _target;
    private readonly Matrix _losses;
    private readonly int[] _order;
    private float _rate;
    private float _gradientNorm;
    private int _epoch = -1;
    private float _least = float.PositiveInfinity; // of the losses on the other points
    private int _leastAt;

    private enum Purpose
    {
        Points,
        Weights,
        Order,
        Updates,
    }

    /// <summary>A training that hasn't begun.</summary>
    /// <exception cref="RoomException">A setting is out of its range.</exception>
    public PlaygroundTraining(PlaygroundSettings settings)
    {
        settings.Check();
        (_settings, _random) = (settings, new RandomStream(settings.Seed));
        (Train, Test) = Draw();
        _features = new PlaneFeatures(settings.Inputs);
        (_trainInputs, _testInputs) = (_features.Of(Train.Points), _features.Of(Test.Points));
        Network = CreateNetwork();
        Network.Initialise(Random(Purpose.Weights));
        OptimizerKind kind = OptimizerCatalog.Find(settings.Optimizer);
        Optimizer optimizer = kind.Create(Network.Parameters, kind.Momentum is null ? null : settings.Momentum);
        optimizer.WeightDecay = settings.WeightDecay;
        ScheduleKind schedule = ScheduleCatalog.Find(settings.Schedule);
        _plateau = schedule.WatchesLoss
            ? new ReduceOnPlateauSchedule(settings.LearningRate, patience: schedule.Length ?? 0) : null;
        _learner = new Learner(
            "classifier", Network, optimizer, _plateau ?? schedule.Create(settings.LearningRate));
        int batch = Math.Min(settings.Batch, Train.Points.Rows);
        _workspace = new Workspace(Network, batch);
        (_input, _target) = (Matrix.Allocate(batch, _features.Count), Matrix.Allocate(batch, settings.Classes));
        _losses = Matrix.Allocate(1, batch);
        _order = [.. Enumerable.Range(0, Train.Points.Rows)];
        _plane = new PlaneNetwork(Network, _features);
    }

    /// <summary>What learns.</summary>
    public Network Network { get; }

    /// <summary>The points that are trained on.</summary>
    public (Matrix Points, int[] Labels) Train { get; }

    /// <summary>The others.</summary>
    public (Matrix Points, int[] Labels) Test { get; }

    /// <summary>The mean loss of the last update's batch.</summary>
    public float BatchLoss { get; private set; }

    /// <summary>What the network and its hidden units give at a point.</summary>
    public float[][] Probe(float x, float y) => Between(() => _plane.Probe(x, y));

    /// <summary>The mean loss on the training points, and on the others.</summary>
    public (float Train, float Test) MeasureLosses()
    {
        float loss = _plane.Measure(_trainInputs, Train.Labels, _loss).Loss;
        return (loss, Test.Labels.Length == 0 ? loss : _plane.Measure(_testInputs, Test.Labels, _loss).Loss);
    }

    /// <summary>What there is to see.</summary>
    public PlaygroundPicture Look()
    {
        (float loss, float accuracy) = _plane.Measure(_trainInputs, Train.Labels, _loss);
        (float testLoss, float testAccuracy) = Test.Labels.Length == 0 ? (loss, accuracy)
            : _plane.Measure(_testInputs, Test.Labels, _loss);
        return new PlaygroundPicture
        {
            Step = Steps,
            Epoch = Math.Max(0, _epoch),
            Rate = _rate,
            Loss = loss,
            TestLoss = testLoss,
            Accuracy = accuracy,
            TestAccuracy = testAccuracy,
            GradientNorm = _gradientNorm,
            StepsPerSecond = StepsPerSecond,
            Ended = Ended,
            Grid = _plane.PaintClasses(),
            Units = _plane.PaintUnits(),
            Weights = _plane.Weights(),
        };
    }

    /// <inheritdoc/>
    protected override byte[] Paint() => JsonSerializer.SerializeToUtf8Bytes(Look(), LabJson.Default.PlaygroundPicture);

    /// <inheritdoc/>
    protected override void Step()
    {
        int batches = (_order.Length + _input.Rows - 1) / _input.Rows, batch = (int)(Steps % batches);
        if (batch == 0)
        {
            BeginEpoch((int)(Steps / batches));
        }
        int rows = Math.Min(_input.Rows, _order.Length - (batch * _input.Rows));
        Matrix input = _input.SliceRows(0, rows), target = _target.SliceRows(0, rows);
        target.Fill(0);
        for (int i = 0; i < rows; i++)
        {
            int row = _order[(batch * _input.Rows) + i];
            _trainInputs.Row(row).CopyTo(input.Row(i));
            target[i, Train.Labels[row]] = 1;
        }
        Matrix losses = _losses.SliceColumns(0, rows);
        Matrix logits = Network.ForwardToLogits(
            _workspace, input, Mode.Train, Random(Purpose.Updates).Fork((ulong)Steps));
        _loss.Compute(logits, target, losses, 1f / rows, _workspace.DLogits);
        Network.BackwardFromLogits(_workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
        float norm = TensorPrimitives.Norm<float>(Network.Parameters.Gradients);
        var context = new StepContext(Steps, _epoch, _settings.TotalSteps, default, default);
        _rate = context.LearningRate(_learner.Schedule);
        float loss = TensorPrimitives.Sum<float>(losses.Row(0)) / rows;
        if (!float.IsFinite(norm) || !float.IsFinite(loss))
        {
            Ended = Explain(loss, norm);
            return;
        }
        (_gradientNorm, BatchLoss) = (norm, loss);
        _learner.Update(context);
    }

    private void BeginEpoch(int epoch)
    {
        if (epoch > 0 && (_settings.StopAtLoss > 0 || _settings.Patience > 0 || _plateau is not null))
        {
            (float loss, float testLoss) = MeasureLosses();
            _plateau?.Observe(loss);
            if (testLoss < _least)
            {
                (_least, _leastAt) = (testLoss, epoch);
            }
            if (loss < _settings.StopAtLoss)
            {
                Ended = string.Create(CultureInfo.InvariantCulture,
                    $"The loss on the training points, {loss:0.0000}, is below {_settings.StopAtLoss}.");
            }
            else if (_settings.Patience > 0 && epoch - _leastAt >= _settings.Patience)
            {
                Ended = string.Create(CultureInfo.InvariantCulture,
                    $"The test loss hasn't been below {_least:0.0000}, that of epoch {_leastAt}, for "
                    + $"{_settings.Patience} epochs.");
            }
        }
        _epoch = epoch;
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }
        Random(Purpose.Order).Fork(epoch).Shuffle(_order);
    }

    /// <summary>What a number that is none came from.</summary>
    private string Explain(float loss, float norm)
    {
        ParameterBuffer parameters = Network.Parameters;
        string where = "";
        for (int i = 0; i < parameters.Count && where.Length == 0; i++)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(parameters.ValueViews.Span[i].Span))
            {
                where = $" {parameters.Declarations[i].Name} is the first tensor with a value that is none.";
            }
        }
        return string.Create(CultureInfo.InvariantCulture,
            $"Step {Steps + 1}: the loss is {loss}, the norm of the gradients {norm}.{where} The norm was "
            + $"{_gradientNorm:G3} one step before, the learning rate {_rate:G3}: steps that are too long make weights "
            + $"grow until a product overflows. A lower learning rate helps.");
    }

    private Network CreateNetwork()
    {
        Initialiser initialiser = PlaygroundSettings.Initialisers[_settings.Initialiser];
        var layers = new List<Layer>();
        int inputs = _features.Count;
        foreach (int width in _settings.Hidden)
        {
            layers.Add(new Dense(inputs, width, initialiser));
            layers.Add(LayerCatalog.FindActivation(_settings.Activation).CreateActivation());
            if (_settings.Dropout > 0)
            {
                layers.Add(new Dropout(_settings.Dropout));
            }
            inputs = width;
        }
        layers.Add(new Dense(inputs, _settings.Classes, initialiser));
        return new Network(_features.Count, layers);
    }

    private ((Matrix, int[]) Train, (Matrix, int[]) Test) Draw()
    {
        if (_settings.Data != "own")
        {
            (Matrix points, int[] labels) =
                PlaneData.Draw(_settings.Data, Points, _settings.Noise, Random(Purpose.Points));
            return ((points.SliceRows(0, TrainingPoints), labels[..TrainingPoints]),
                (points.SliceRows(TrainingPoints, Points - TrainingPoints), labels[TrainingPoints..]));
        }
        float[][] own = [.. _settings.Own.Chunk(3)];
        return ((Matrix.FromRows([.. own.Select(point => point[..2])]), [.. own.Select(point => (int)point[2])]),
            (default, []));
    }

    private RandomStream Random(Purpose purpose) => _random.Fork((int)purpose);
}
