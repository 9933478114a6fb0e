using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Scratch.Engine;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>A Dense layer on boxes: centre c′ = c · W + b, radius r′ = r · |W|. Gowal et al. 2018, eq. 6.</summary>
/// <remarks>
/// Derivation: docs/backprop.md, section "Interval bounds". Where a weight is 0, |W| has no derivative and 1 is taken.
/// </remarks>
internal sealed class DenseIntervals
{
    private const float UnitRoundoff = 1f / (1 << 24);
    private readonly Matrix _magnitudes; // |W|
    private readonly Matrix _dMagnitudes;
    private readonly Matrix _slackOfBias;
    private readonly Matrix _centre;
    private readonly Matrix _radius;
    private readonly float _slack;

    /// <summary>Memory for up to <paramref name="capacity"/> boxes.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <param name="roundsOutward">Widens the boxes by more than what rounding can do.</param>
    public DenseIntervals(Dense layer, int capacity, bool roundsOutward)
    {
        _magnitudes = Matrix.Allocate(layer.Inputs, layer.Outputs);
        _dMagnitudes = Matrix.Allocate(layer.Inputs, layer.Outputs);
        _slackOfBias = Matrix.Allocate(1, layer.Outputs);
        _centre = Matrix.Allocate(capacity, layer.Inputs);
        _radius = Matrix.Allocate(capacity, layer.Inputs);

        // A sum of n products is off by n u Σ|w||x| at most (Higham 2002, section 3.1), whatever its order. There are
        // three such sums: of the centre, of the radius, and of the network that is to stay between them. The eight are
        // for what is rounded besides.
        _slack = roundsOutward ? 3 * (layer.Inputs + 8) * UnitRoundoff : 0;
    }

    /// <summary>(B, inputs), c of the last forward pass.</summary>
    public Matrix Centre(int rows) => _centre.SliceRows(0, rows);

    /// <summary>(B, inputs), r of the last forward pass.</summary>
    public Matrix Radius(int rows) => _radius.SliceRows(0, rows);

    /// <summary>Takes the boxes, and the weights as they are now.</summary>
    /// <param name="weights">(inputs, outputs), W.</param>
    /// <param name="bias">(1, outputs).</param>
    /// <param name="lower">(B, inputs), without gaps.</param>
    /// <param name="upper">(B, inputs), without gaps.</param>
    public void Take(Matrix weights, Matrix bias, Matrix lower, Matrix upper)
    {
        Span<float> centre = Centre(lower.Rows).Span, radius = Radius(lower.Rows).Span;
        TensorPrimitives.Abs(weights.Span, _magnitudes.Span);
        TensorPrimitives.Add(lower.Span, upper.Span, centre);
        TensorPrimitives.Multiply(centre, 0.5f, centre);
        TensorPrimitives.Subtract(upper.Span, lower.Span, radius);
        TensorPrimitives.Multiply(radius, 0.5f, radius);
        if (_slack > 0)
        {
            Map.Run(new Widen(_slack), centre, radius, radius);
            TensorPrimitives.Abs(bias.Span, _slackOfBias.Span);
            TensorPrimitives.Multiply(_slackOfBias.Span, _slack, _slackOfBias.Span);
        }
    }

    /// <summary>The bounds of the outputs for the boxes taken.</summary>
    /// <param name="weights">(inputs, outputs), as taken.</param>
    /// <param name="bias">(1, outputs).</param>
    /// <param name="room">(B, outputs), overwritten.</param>
    /// <param name="lower">(B, outputs), overwritten.</param>
    /// <param name="upper">(B, outputs), overwritten.</param>
    public void Forward(Matrix weights, Matrix bias, Matrix room, Matrix lower, Matrix upper)
    {
        SharedProduct.Multiply(Centre(lower.Rows), weights, bias, room);              // c′ = c · W + b
        SharedProduct.Multiply(Radius(lower.Rows), _magnitudes, _slackOfBias, upper); // r′ = r · |W|
        TensorPrimitives.Subtract(room.Span, upper.Span, lower.Span);
        TensorPrimitives.Add(room.Span, upper.Span, upper.Span);
    }

    /// <summary>
    /// Adds the gradients of the parameters. dCentre and dRadius are those of the outputs; with
    /// <paramref name="goesOn"/>, those of the inputs overwrite <paramref name="dCentreInput"/> and
    /// <paramref name="dRadiusInput"/>.
    /// </summary>
    public void Backward(
        in Pass pass, Matrix dCentre, Matrix dRadius, bool goesOn, Matrix dCentreInput, Matrix dRadiusInput)
    {
        Matrix weights = pass.Parameters.Span[0];
        ReadOnlySpan<Matrix> d = pass.Gradients.Span;
        SharedProduct.AddTransposedTimes(Centre(dCentre.Rows), dCentre, d[0]); // dW += cᵀ · dc′
        RowOperations.AddSumOfRows(dCentre, d[1]);                             // db += Σ over the batch of dc′
        _dMagnitudes.Fill(0);
        SharedProduct.AddTransposedTimes(Radius(dRadius.Rows), dRadius, _dMagnitudes); // d|W| = rᵀ · dr′
        Map.Run(default(TimesSign), weights.Span, _dMagnitudes.Span, _dMagnitudes.Span);
        TensorPrimitives.Add(d[0].Span, _dMagnitudes.Span, d[0].Span); // dW += sign(W) ⊙ d|W|
        if (goesOn)
        {
            SharedProduct.MultiplyByTransposed(dCentre, weights, dCentreInput);      // dc = dc′ · Wᵀ
            SharedProduct.MultiplyByTransposed(dRadius, _magnitudes, dRadiusInput);  // dr = dr′ · |W|ᵀ
        }
    }

    /// <summary>
    /// What rounding can do to one output, in all: the slack times |x| · |W| + |b|, at the largest |x| of the box.
    /// </summary>
    /// <param name="bias">(1, outputs).</param>
    /// <param name="room">(B, inputs), overwritten.</param>
    /// <param name="slack">(B, outputs), overwritten; 0 without rounding outward.</param>
    public void Slack(Matrix bias, Matrix room, Matrix slack)
    {
        TensorPrimitives.Abs(Centre(room.Rows).Span, room.Span);
        TensorPrimitives.Add(room.Span, Radius(room.Rows).Span, room.Span);
        TensorPrimitives.Multiply(room.Span, _slack, room.Span);
        SharedProduct.Multiply(room, _magnitudes, _slackOfBias, slack);
    }

    private readonly struct Widen(float slack) : IBinary
    {
        private readonly float _slack = slack;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V centre, V radius)
            where V : struct, IFloats<V> => V.MultiplyAdd(_slack, V.Abs(centre) + radius, radius);
    }

    private readonly struct TimesSign : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V weight, V d)
            where V : struct, IFloats<V> => V.WithSignOf(weight, 1) * d;
    }
}
