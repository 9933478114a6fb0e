using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// y = γ ⊙ x̂ + β, x̂ = (x − mean) / √(variance + ε), mean and variance of each feature over the batch in training, and
/// their running averages in evaluation. Ioffe and Szegedy 2015.
/// </summary>
/// <remarks>
/// As in PyTorch, x̂ uses the variance over B, the running variance the one over B − 1, and running ← (1 − momentum)
/// running + momentum · batch. In training an example's output depends on its batch. Derivation: docs/backprop.md,
/// section "Batch normalisation".
/// </remarks>
public sealed class BatchNormalisation : Layer
{
    [ThreadStatic]
    private static Job? _job;

    private readonly ParameterDeclaration[] _parameters;
    private readonly ParameterDeclaration[] _state;

    /// <summary>A layer for examples with <paramref name="features"/> numbers.</summary>
    /// <param name="features">The number of inputs and outputs, at least 1.</param>
    /// <param name="momentum">The share of a batch in the running averages, in [0, 1]; 0.1, as in PyTorch, unless
    /// given.</param>
    /// <param name="epsilon">ε, above 0; 1e-5, as in PyTorch, unless given.</param>
    public BatchNormalisation(int features, float momentum = 0.1f, float epsilon = 1e-5f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        if (!(momentum >= 0 && momentum <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(momentum), momentum, "The momentum of a batch normalisation lies in [0, 1].");
        }
        (Features, Momentum, Epsilon) = (features, momentum, epsilon);
        _parameters = [new("weight", 1, features, Decays: false), new("bias", 1, features, Decays: false)];
        _state = [new("running_mean", 1, features, Decays: false), new("running_var", 1, features, Decays: false)];
    }

    /// <summary>The number of inputs and outputs.</summary>
    public int Features { get; }

    /// <summary>The share of a batch in the running averages.</summary>
    public float Momentum { get; }

    /// <summary>ε, which keeps a feature that doesn't vary from a division by zero.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    public override string Type => "BatchNormalisation";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDeclaration> Parameters => _parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDeclaration> State => _state;

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs == Features
        ? Features
        : throw new ArgumentException($"BatchNormalisation takes {Features} inputs, but it was given {inputs}.");

    /// <inheritdoc/>
    public override IReadOnlyList<SavedShape> SavedFor(int inputs) =>
        // x̂, 1 / √(variance + ε), sums
        [SavedShape.PerExample(inputs), SavedShape.PerBatch(1, inputs), SavedShape.PerBatch(3, inputs)];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch of a training pass has one example, which is its own
    /// mean.</exception>
    public override void Forward(in Pass pass, Matrix input, Matrix output)
    {
        Shape.RequireSame(input, output);
        if (pass.Mode == Mode.Train && input.Rows == 1)
        {
            throw new ArgumentException(
                "BatchNormalisation can't train on a batch of one example, which is its own mean.");
        }
        Run(pass, isForward: true, input, output);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
    {
        Shape.RequireSame(pass.Saved.Span[0], dOutput);
        if (!dInput.IsEmpty)
        {
            Shape.RequireSame(dOutput, dInput);
        }
        Run(pass, isForward: false, dOutput, dInput);
    }

    /// <inheritdoc/>
    public override void Initialise(ReadOnlySpan<Matrix> parameters, RandomStream random) => parameters[0].Fill(1);

    /// <inheritdoc/>
    public override void InitialiseState(ReadOnlySpan<Matrix> state, RandomStream random) => state[1].Fill(1);

    private void ForwardColumns(in Pass pass, int start, int count, Matrix input, Matrix output)
    {
        Matrix normalised = pass.Saved.Span[0].SliceColumns(start, count);
        Span<float> scale = pass.Saved.Span[1].Row(0).Slice(start, count); // holds the variance at first
        Span<float> mean = pass.Saved.Span[2].Row(0).Slice(start, count);
        Span<float> runningMean = pass.State.Span[0].Row(0).Slice(start, count),
            runningVariance = pass.State.Span[1].Row(0).Slice(start, count);
        if (pass.Mode == Mode.Train)
        {
            BatchStatistics.MeanAndVariance(input, mean, scale);
            MoveTowards(runningMean, mean, 1);
            MoveTowards(runningVariance, scale, input.Rows / (input.Rows - 1f));
        }
        else
        {
            runningMean.CopyTo(mean);
            runningVariance.CopyTo(scale);
        }
        TensorPrimitives.Add(scale, Epsilon, scale);
        TensorPrimitives.ReciprocalSqrt<float>(scale, scale);
        ReadOnlySpan<float> weight = pass.Parameters.Span[0].Row(0).Slice(start, count),
            bias = pass.Parameters.Span[1].Row(0).Slice(start, count);
        for (int row = 0; row < input.Rows; row++)
        {
            TensorPrimitives.Subtract(input.Row(row), mean, normalised.Row(row));
            TensorPrimitives.Multiply(normalised.Row(row), scale, normalised.Row(row));
            TensorPrimitives.MultiplyAdd(normalised.Row(row), weight, bias, output.Row(row)); // γ ⊙ x̂ + β
        }
    }

    private static void BackwardColumns(in Pass pass, int start, int count, Matrix dOutput, Matrix dInput)
    {
        Matrix normalised = pass.Saved.Span[0].SliceColumns(start, count),
            sums = pass.Saved.Span[2].SliceColumns(start, count);
        Span<float> sum = sums.Row(0), sumOfProducts = sums.Row(1), factor = sums.Row(2);
        BatchStatistics.Sums(dOutput, normalised, sum, sumOfProducts);
        if (pass.WantsGradients)
        {
            Span<float> dWeight = pass.Gradients.Span[0].Row(0).Slice(start, count),
                dBias = pass.Gradients.Span[1].Row(0).Slice(start, count);
            TensorPrimitives.Add(dWeight, sumOfProducts, dWeight); // dγ += Σ dY ⊙ x̂
            TensorPrimitives.Add(dBias, sum, dBias);               // dβ += Σ dY
        }
        if (dInput.IsEmpty)
        {
            return;
        }
        // dX = γ / √(variance + ε) ⊙ (dY − mean(dY) − x̂ ⊙ mean(dY ⊙ x̂)); running averages don't depend on x: no means
        // in evaluation
        float share = pass.Mode == Mode.Train ? 1f / dOutput.Rows : 0;
        TensorPrimitives.Multiply(sum, share, sum);
        TensorPrimitives.Multiply(sumOfProducts, -share, sumOfProducts);
        TensorPrimitives.Multiply(
            pass.Parameters.Span[0].Row(0).Slice(start, count), pass.Saved.Span[1].Row(0).Slice(start, count), factor);
        for (int row = 0; row < dOutput.Rows; row++)
        {
            Span<float> d = dInput.Row(row);
            TensorPrimitives.MultiplyAdd(normalised.Row(row), sumOfProducts, dOutput.Row(row), d);
            TensorPrimitives.Subtract(d, sum, d);
            TensorPrimitives.Multiply(d, factor, d);
        }
    }

    /// <summary>running ← (1 − momentum) running + momentum · correction · batch.</summary>
    private void MoveTowards(Span<float> running, ReadOnlySpan<float> batch, float correction)
    {
        TensorPrimitives.Multiply(running, 1 - Momentum, running);
        TensorPrimitives.MultiplyAdd(batch, Momentum * correction, running, running);
    }

    private void Run(in Pass pass, bool isForward, Matrix from, Matrix to)
    {
        if (from.Rows == 0)
        {
            return;
        }
        Job job = _job ??= new Job();
        (job.Layer, job.Pass, job.IsForward, job.From, job.To) = (this, pass, isForward, from, to);
        WorkerPool.Run(job, (Features + Job.ColumnsOfPart - 1) / Job.ColumnsOfPart);
    }

    /// <summary>A part is some columns: they share nothing, and each is summed in the order of the rows.</summary>
    private sealed class Job : ParallelJob
    {
        public const int ColumnsOfPart = 64; // four cache lines of every row

        public BatchNormalisation Layer = null!;
        public Pass Pass;
        public bool IsForward;
        public Matrix From;
        public Matrix To;

        protected internal override void Run(int part)
        {
            int start = part * ColumnsOfPart;
            int count = Math.Min(ColumnsOfPart, From.Columns - start);
            Matrix to = To.IsEmpty ? default : To.SliceColumns(start, count);
            if (IsForward)
            {
                Layer.ForwardColumns(Pass, start, count, From.SliceColumns(start, count), to);
            }
            else
            {
                BackwardColumns(Pass, start, count, From.SliceColumns(start, count), to);
            }
        }
    }
}
