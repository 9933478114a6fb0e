using System.Numerics.Tensors;
using Scratch.Benchmarks.Steps;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;

namespace Scratch.Benchmarks.Comparison;

/// <summary>
/// System.Numerics.Tensors by itself, on one thread, which is all it has: functions of single numbers, and softmax.
/// </summary>
public sealed class TensorPrimitivesPeer : Peer
{
    private static readonly Dictionary<string, ElementWiseFunction> Functions = new(StringComparer.Ordinal)
    {
        ["sigmoid"] = TensorPrimitives.Sigmoid,
        ["exp"] = TensorPrimitives.Exp,
        ["relu"] = (x, y) => TensorPrimitives.Max(x, 0f, y),
        ["tanh"] = TensorPrimitives.Tanh,
        ["leakyrelu"] = LeakyRelu,
    };

    private delegate void ElementWiseFunction(ReadOnlySpan<float> x, Span<float> y);

    /// <inheritdoc/>
    public override string Name => "TensorPrimitives";

    /// <inheritdoc/>
    public override Contender? Enter(Workload workload) => workload switch
    {
        ElementWiseWorkload w when Functions.TryGetValue(w.Name, out ElementWiseFunction? function) =>
            new Function(w, function),
        SoftmaxCrossEntropyWorkload w => new Softmax(w),
        _ => null,
    };

    /// <summary>Leaky relu has to be put together: max(x, slope · x), in two passes.</summary>
    private static void LeakyRelu(ReadOnlySpan<float> x, Span<float> y)
    {
        TensorPrimitives.Multiply(x, 0.2f, y);
        TensorPrimitives.Max(x, y, y);
    }

    private sealed class Function(ElementWiseWorkload workload, ElementWiseFunction function) : Contender
    {
        private readonly Matrix _y = Matrix.Allocate(workload.X.Rows, workload.X.Columns);

        public override void Run() => function(workload.X.Span, _y.Span);

        public override float[] Results()
        {
            Run();
            return _y.Span.ToArray();
        }
    }

    /// <summary>TensorPrimitives.SoftMax does not subtract the maximum, which these logits don't need.</summary>
    private sealed class Softmax(SoftmaxCrossEntropyWorkload workload) : Contender
    {
        private const float Scale = 1f / StepData.Batch;
        private readonly Matrix _dLogits = Matrix.Allocate(StepData.Batch, StepData.Classes);
        private int _runs;

        public override void Run() => Compute(_runs++);

        public override float[] Results()
        {
            float loss = Compute(0);
            return [loss, .. _dLogits.Span];
        }

        private float Compute(int step)
        {
            Matrix target = workload.Data.Target(step);
            int[] labels = workload.Data.Labels(step);
            float loss = 0;
            for (int row = 0; row < StepData.Batch; row++)
            {
                Span<float> d = _dLogits.Row(row);
                TensorPrimitives.SoftMax(workload.Logits.Row(row), d);
                loss -= MathF.Log(d[labels[row]]);
                TensorPrimitives.Subtract(d, target.Row(row), d);
                TensorPrimitives.Multiply(d, Scale, d);
            }
            return loss * Scale;
        }
    }
}
