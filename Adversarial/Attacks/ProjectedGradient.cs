using System.Numerics.Tensors;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Adversarial.Attacks;

/// <summary>Projected gradient ascent on the loss: random start, gradient, step, project, clip. Madry et al. 2018, eq. 3.</summary>
/// <remarks>
/// Everything random about an example comes from a stream of its own, so the result doesn't depend on who else is in the
/// batch. An instance has memory for one attack at a time, allocated for the target's largest batch.
/// </remarks>
public sealed class ProjectedGradient
{
    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();
    private readonly IAttackTarget _target;
    private readonly Matrix _dLogits;
    private readonly Matrix _gradient;
    private readonly Job _job;

    /// <summary>An attack on one target.</summary>
    /// <param name="target">What is climbed.</param>
    /// <param name="options">The ball and the steps.</param>
    public ProjectedGradient(IAttackTarget target, AttackOptions options)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _target = target;
        Options = options;
        _dLogits = Matrix.Allocate(target.Capacity, target.Classes);
        _gradient = Matrix.Allocate(target.Capacity, target.Dimension);
        _job = new Job(options);
    }

    /// <summary>The ball and the steps.</summary>
    public AttackOptions Options { get; }

    /// <summary>Moves each point within its ball so that its loss rises.</summary>
    /// <param name="original">(B, d), the centres of the balls, not overwritten.</param>
    /// <param name="target">(B, classes), the true classes, one-hot.</param>
    /// <param name="random">The stream of this attack.</param>
    /// <param name="examples">B numbers, one for each example: example e draws from <c>random.Fork(e)</c>.</param>
    /// <param name="result">(B, d), overwritten; shares no memory with <paramref name="original"/>.</param>
    public void Perturb(Matrix original, Matrix target, RandomStream random, ReadOnlyMemory<int> examples, Matrix result)
    {
        Shape.RequireSame(original, result);
        Shape.RequireDisjoint(original, result);
        Shape.RequireLength(examples.Length, original.Rows, nameof(examples));
        Matrix dLogits = _dLogits.SliceRows(0, original.Rows), gradient = _gradient.SliceRows(0, original.Rows);
        _job.Take(original, gradient, result, random, examples);
        _job.RunStart();
        for (int step = 0; step < Options.Steps; step++)
        {
            CrossEntropy.Compute(_target.Forward(result), target, perExample: default, scale: 1, dLogits);
            _target.Backward(dLogits, gradient);
            _job.RunStep();
        }
    }

    /// <summary>The part between two gradients, some rows at a time.</summary>
    private sealed class Job(AttackOptions options) : ParallelJob
    {
        private const int FloatsOfPart = 8 * 1024;
        private readonly Norm _norm = Norm.Parse(options.Norm);
        private Matrix _original;
        private Matrix _gradient;
        private Matrix _result;
        private RandomStream _random;
        private ReadOnlyMemory<int> _examples;
        private bool _starting;

        private int RowsOfPart => Math.Max(1, FloatsOfPart / _original.Columns);

        public void Take(Matrix original, Matrix gradient, Matrix result, RandomStream random, ReadOnlyMemory<int> examples) =>
            (_original, _gradient, _result, _random, _examples) = (original, gradient, result, random, examples);

        public void RunStart() => RunAll(starting: true);

        public void RunStep() => RunAll(starting: false);

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * RowsOfPart, _original.Rows);
            for (int row = part * RowsOfPart; row < end; row++)
            {
                Span<float> point = _result.Row(row);
                ReadOnlySpan<float> centre = _original.Row(row);
                if (!_starting)
                {
                    _norm.Ascend(point, _gradient.Row(row), options.StepSize);
                    _norm.Project(point, centre, options.Epsilon);
                }
                else if (options.RandomStart)
                {
                    _norm.Start(point, centre, options.Epsilon, _random.Fork(_examples.Span[row]));
                }
                else
                {
                    centre.CopyTo(point);
                }
                if (options.Bounded)
                {
                    TensorPrimitives.Clamp(point, 0f, 1f, point);
                }
            }
        }

        private void RunAll(bool starting)
        {
            _starting = starting;
            WorkerPool.Run(this, (_original.Rows + RowsOfPart - 1) / RowsOfPart);
        }
    }
}
