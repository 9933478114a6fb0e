using System.Numerics.Tensors;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Robustness;

/// <summary>A model that does something to another one's logits or gradient.</summary>
internal abstract class WrappedTarget(IModel model) : IModel
{
    public int Features => model.Features;

    public int Classes => model.Classes;

    public int Capacity => model.Capacity;

    public Box Box => model.Box;

    protected Matrix Output { get; } = Matrix.Allocate(model.Capacity, model.Classes);

    public virtual Matrix Forward(Matrix points)
    {
        Matrix output = Output.SliceRows(0, points.Rows);
        model.Forward(points).CopyTo(output);
        for (int row = 0; row < output.Rows; row++)
        {
            Change(output.Row(row));
        }
        return output;
    }

    public virtual void Backward(Matrix dLogits, Matrix dPoints)
    {
        Matrix changed = Matrix.Allocate(dLogits.Rows, dLogits.Columns);
        for (int row = 0; row < changed.Rows; row++)
        {
            ChangeBack(Output.Row(row), dLogits.Row(row), changed.Row(row));
        }
        model.Backward(changed, dPoints);
    }

    protected virtual void Change(Span<float> logits)
    {
    }

    protected virtual void ChangeBack(ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dLogits) =>
        dOutput.CopyTo(dLogits);
}

/// <summary>Logits so far apart that the softmax is 1 in float: what defensive distillation comes to.</summary>
internal sealed class FarApart(IModel model, float factor) : WrappedTarget(model)
{
    protected override void Change(Span<float> logits) => TensorPrimitives.Multiply(logits, factor, logits);

    protected override void ChangeBack(ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dLogits) =>
        TensorPrimitives.Multiply(dOutput, factor, dLogits);
}

/// <summary>y = tanh(s z): flat wherever the model is sure.</summary>
internal sealed class Flattened(IModel model, float slope) : WrappedTarget(model)
{
    protected override void Change(Span<float> logits)
    {
        TensorPrimitives.Multiply(logits, slope, logits);
        TensorPrimitives.Tanh(logits, logits);
    }

    protected override void ChangeBack(ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dLogits)
    {
        for (int k = 0; k < dLogits.Length; k++)
        {
            dLogits[k] = dOutput[k] * slope * (1 - (output[k] * output[k]));
        }
    }
}

/// <summary>Probabilities where logits are expected.</summary>
internal sealed class WithSoftmax(IModel model) : WrappedTarget(model)
{
    protected override void Change(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.SoftMax(logits, logits);
    }

    protected override void ChangeBack(ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dLogits)
    {
        TensorPrimitives.Subtract(dOutput, TensorPrimitives.Dot(output, dOutput), dLogits);
        TensorPrimitives.Multiply(output, dLogits, dLogits);
    }
}

/// <summary>One probability for each class.</summary>
internal sealed class WithSigmoid(IModel model) : WrappedTarget(model)
{
    protected override void Change(Span<float> logits) => TensorPrimitives.Sigmoid(logits, logits);

    protected override void ChangeBack(ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dLogits)
    {
        for (int k = 0; k < dLogits.Length; k++)
        {
            dLogits[k] = dOutput[k] * output[k] * (1 - output[k]);
        }
    }
}

/// <summary>Noise on the input that is other at every call: a randomised defence.</summary>
internal sealed class Randomised(IModel model, float deviation) : WrappedTarget(model)
{
    private readonly IModel _model = model;
    private int _calls;

    public override Matrix Forward(Matrix points)
    {
        Matrix noisy = Matrix.Allocate(points.Rows, points.Columns);
        new RandomStream(9).Fork(_calls++).FillNormal(noisy.Span);
        for (int row = 0; row < points.Rows; row++)
        {
            TensorPrimitives.MultiplyAdd(noisy.Row(row), deviation, points.Row(row), noisy.Row(row));
        }
        return _model.Forward(noisy);
    }

    public override void Backward(Matrix dLogits, Matrix dPoints) => _model.Backward(dLogits, dPoints);
}

/// <summary>A gradient that is wrong, in a way to be chosen.</summary>
internal sealed class WrongGradient(IModel model, Action<Span<float>> spoil) : WrappedTarget(model)
{
    public override void Backward(Matrix dLogits, Matrix dPoints)
    {
        base.Backward(dLogits, dPoints);
        for (int row = 0; row < dPoints.Rows; row++)
        {
            spoil(dPoints.Row(row));
        }
    }
}
