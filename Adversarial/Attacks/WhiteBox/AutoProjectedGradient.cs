using System.Numerics;

namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// Auto-PGD: gradient ascent with momentum whose step halves where it no longer gains, and then goes on from the best
/// point. Croce and Hein 2020, "Reliable evaluation of adversarial robustness with an ensemble of diverse
/// parameter-free attacks", algorithm 1.
/// </summary>
/// <remarks>
/// The result is the first point that fools the model, and otherwise the one with the highest loss. An example that is
/// fooled is done.
/// </remarks>
internal sealed class AutoProjectedGradient : Attack
{
    private const int DefaultSteps = 100;
    private const float Inertia = 0.75f; // α, the weight of the new step; the rest goes on as before
    private const float EnoughGains = 0.75f; // ρ, the share of steps that have to gain

    private readonly IModel _model;
    private readonly AttackLoss _loss;
    private readonly AttackOptions _options;
    private readonly Ball _ball;
    private readonly PackedExamples _examples;
    private readonly RowsJob _start;
    private readonly RowsJob _move;
    private readonly RowsJob _judge;
    private readonly Matrix _previous;
    private readonly Matrix _ahead;
    private readonly Matrix _bestGradient;
    private readonly State[] _states;
    private AttackBatch _batch;
    private Matrix _result;
    private int _interval; // the number of steps between two checkpoints; 0 before and after steps that end at none

    /// <summary>An attack on one model. Allocates for its largest batch.</summary>
    /// <param name="name">The name in the catalogue.</param>
    /// <param name="model">What is climbed.</param>
    /// <param name="options">The ball, the loss and the number of steps, 100 unless given; the first step is twice the
    /// radius, whatever they say.</param>
    public AutoProjectedGradient(string name, IModel model, AttackOptions options)
    {
        (Name, _model, _options, _ball) = (name, model, options, options.BallIn(model.Box));
        _loss = AttackLoss.Create(options.Loss, model.Classes, model.Capacity);
        _examples = new PackedExamples(model);
        _start = new RowsJob(StartAt, model.Features);
        _move = new RowsJob(Move, model.Features);
        _judge = new RowsJob(Judge, model.Features);
        _previous = Matrix.Allocate(model.Capacity, model.Features);
        _ahead = Matrix.Allocate(model.Capacity, model.Features);
        _bestGradient = Matrix.Allocate(model.Capacity, model.Features);
        _states = new State[model.Capacity];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _ball.Box);
        (_batch, _result, _interval) = (batch, result, 0);
        int steps = _options.Steps ?? DefaultSteps;
        // The first checkpoint after 0.22 of the steps, each interval 0.03 of them shorter than the last, down to 0.06
        // (section 3.2).
        int interval = Math.Max(1, (int)(0.22 * steps)), shorter = Math.Max(1, (int)(0.03 * steps)),
            shortest = Math.Max(1, (int)(0.06 * steps));
        _examples.Start(batch);
        _start.RunAll(_examples.Count);
        Evaluate();
        for (int step = 1, checkpoint = interval; step <= steps && _examples.Count > 0; step++)
        {
            _move.RunAll(_examples.Count);
            _interval = step == checkpoint ? interval : 0;
            Evaluate();
            if (step == checkpoint)
            {
                interval = Math.Max(interval - shorter, shortest);
                checkpoint += interval;
            }
            Progress.Report((double)step / steps);
        }
    }

    /// <summary>Losses and gradients at the points, and what follows from them.</summary>
    private void Evaluate()
    {
        _loss.Compute(_examples.Forward(), _examples.Labels, _examples.TargetClasses, _examples.Losses,
            _examples.DLogits);
        _model.Backward(_examples.DLogits, _examples.Gradient);
        _judge.RunAll(_examples.Count);
        _examples.DropDone();
    }

    private void StartAt(int place)
    {
        Span<float> point = _examples.Points.Row(place);
        int row = _examples.RowAt(place);
        if (_options.RandomStart)
        {
            _ball.Start(point, _batch.Originals.Row(row), _batch.Random.Fork(_batch.Examples.Span[row]));
        }
        point.CopyTo(_previous.Row(row));
        point.CopyTo(_result.Row(row)); // where no loss is a number, the start
        _bestGradient.Row(row).Clear(); // and not the gradient of whoever was here before
        _states[row] = new State(2 * _options.Epsilon);
    }

    /// <summary>z = P(x + η ∇), x⁺ = P(x + α (z − x) + (1 − α)(x − x⁻)); the first step is z.</summary>
    private void Move(int place)
    {
        int row = _examples.RowAt(place);
        Span<float> point = _examples.Points.Row(place), previous = _previous.Row(row), ahead = _ahead.Row(row);
        ReadOnlySpan<float> centre = _batch.Originals.Row(row);
        ref State state = ref _states[row];
        point.CopyTo(ahead);
        _ball.Ascend(ahead, _examples.Gradient.Row(place), state.StepSize);
        _ball.Project(ahead, centre);
        Combine(point, previous, ahead, state.HasMoved ? Inertia : 1);
        _ball.Project(point, centre);
        state.HasMoved = true;
    }

    /// <summary>
    /// Where a step has led: a fooled example is done, the best point is kept, and at a checkpoint the size of the step
    /// is looked at.
    /// </summary>
    private void Judge(int place)
    {
        int row = _examples.RowAt(place);
        Span<float> point = _examples.Points.Row(place), gradient = _examples.Gradient.Row(place);
        ref State state = ref _states[row];
        float loss = _examples.Losses[0, place];
        if (_examples.IsFooled(place))
        {
            point.CopyTo(_result.Row(row));
            _examples.MarkDone(place);
            return;
        }
        if (loss > state.BestLoss)
        {
            point.CopyTo(_result.Row(row));
            gradient.CopyTo(_bestGradient.Row(row));
            state.BestLoss = loss;
        }
        state.Gains += state.HasMoved && loss > state.LastLoss ? 1 : 0;
        state.LastLoss = loss;
        if (_interval > 0 && state.HalvesAfter(_interval))
        {
            _result.Row(row).CopyTo(point);
            _bestGradient.Row(row).CopyTo(gradient);
            state.LastLoss = state.BestLoss;
        }
    }

    /// <summary>x⁺ = x + a (z − x) + (1 − a)(x − x⁻), into the point; x becomes x⁻.</summary>
    private static void Combine(Span<float> point, Span<float> previous, ReadOnlySpan<float> ahead, float a)
    {
        int i = 0;
        for (; i <= point.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> x = new(point[i..]), past = new(previous[i..]), z = new(ahead[i..]);
            (x + ((z - x) * a) + ((x - past) * (1 - a))).CopyTo(point[i..]);
            x.CopyTo(previous[i..]);
        }
        for (; i < point.Length; i++)
        {
            float x = point[i];
            point[i] = x + ((ahead[i] - x) * a) + ((x - previous[i]) * (1 - a));
            previous[i] = x;
        }
    }

    /// <summary>What is known of an example's ascent.</summary>
    private struct State(float stepSize)
    {
        public float StepSize = stepSize;
        public float BestLoss = float.NegativeInfinity;
        public float LastLoss = float.NegativeInfinity;
        public int Gains;
        public bool HasMoved;
        private float _bestAtCheckpoint = float.NegativeInfinity;
        private bool _wasHalved = true; // as in the authors' code: the second condition waits for the second checkpoint

        /// <summary>
        /// Halves the step if too few of the last ones gained, or if none made a new best since a checkpoint that left
        /// it alone.
        /// </summary>
        public bool HalvesAfter(int steps)
        {
            bool isStuck = !_wasHalved && _bestAtCheckpoint >= BestLoss;
            _wasHalved = Gains <= EnoughGains * steps || isStuck;
            _bestAtCheckpoint = BestLoss;
            Gains = 0;
            StepSize *= _wasHalved ? 0.5f : 1;
            return _wasHalved;
        }
    }
}
