using Scratch.Benchmarks.Steps;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Benchmarks.Workloads;

/// <summary><c>adam</c>: one update of the 109,386 parameters of the classifier of <c>step-classifier</c>.</summary>
/// <remarks>
/// The step sets the gradients to zero, as its caller needs it, so all runs but the first see zeros. That makes none of
/// the arithmetic faster: every element takes the same instructions whatever its value, and tiny moments are flushed.
/// </remarks>
public sealed class AdamWorkload : Workload
{
    public const float LearningRate = 1e-3f;
    public const int Updates = 3;
    private readonly Adam _optimizer;

    public AdamWorkload()
    {
        Parameters = new ClassifierStep(new StepData(seed: 1), LearningRate).Classifier.Parameters;
        _optimizer = new Adam(Parameters);
        FirstValues = Matrix.Allocate(1, Parameters.Values.Length);
        Gradients = Matrix.Allocate(1, Parameters.Values.Length);
        Parameters.Values.CopyTo(FirstValues.Span);
        for (int i = 0; i < Parameters.Count; i++)
        {
            new RandomStream(1).Fork(i).FillUniform(Parameters.View(Gradients, i).Span, -0.1f, 0.1f);
        }
    }

    public ParameterBuffer Parameters { get; }

    /// <summary>What all contenders start from, in the layout of <see cref="Parameters"/>.</summary>
    public Matrix FirstValues { get; }

    /// <summary>The gradients of every update that is compared.</summary>
    public Matrix Gradients { get; }

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <inheritdoc/>
    public override string Unit => "Gparam/s";

    /// <inheritdoc/>
    public override double WorkPerRun => Parameters.ParameterCount / 1e9;

    /// <inheritdoc/>
    public override void Run() => _optimizer.Step(LearningRate);

    /// <inheritdoc/>
    public override float[] Results()
    {
        for (int update = 0; update < Updates; update++)
        {
            Gradients.Span.CopyTo(Parameters.Gradients);
            Run();
        }
        return [.. Enumerable.Range(0, Parameters.Count)
            .SelectMany(i => Parameters.Values[Parameters.Slice(i)].ToArray())];
    }
}
