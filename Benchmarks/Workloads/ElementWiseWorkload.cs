using System.Numerics.Tensors;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Workloads;

/// <summary>
/// One function of many numbers, a million unless said, from one place in memory to another: <c>sigmoid</c>,
/// <c>exp</c>, <c>relu</c>, <c>tanh</c>.
/// </summary>
public sealed class ElementWiseWorkload : Workload
{
    private readonly ElementWise _function;

    public ElementWiseWorkload(ElementWise function, int rows = 1000, int columns = 1000)
    {
        _function = function;
        (X, Y) = (Matrix.Allocate(rows, columns), Matrix.Allocate(rows, columns));
        new RandomStream(1).FillUniform(X.Span, -4, 4);
    }

    public Matrix X { get; }

    public Matrix Y { get; }

    /// <inheritdoc/>
#pragma warning disable CA1308 // lower case is how the command line spells it
    public override string Name => _function.Type.ToLowerInvariant();
#pragma warning restore CA1308

    /// <inheritdoc/>
    public override string Unit => "Gfloat/s";

    /// <inheritdoc/>
    public override double WorkPerRun => X.Length / 1e9;

    /// <inheritdoc/>
    public override void Run() => _function.Forward(default, X, Y);

    /// <inheritdoc/>
    public override float[] Results()
    {
        Run();
        return Y.Span.ToArray();
    }
}

/// <summary>
/// y = eˣ. No network has it as a layer; here it is cut into parts and spread over the threads as one.
/// </summary>
public sealed class Exponential : ElementWise
{
    /// <inheritdoc/>
    public override string Type => "Exp";

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => Engine.Functions.Exponential.Apply(x, y);

    /// <inheritdoc/>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
        TensorPrimitives.Multiply(y, dY, dX);
}
