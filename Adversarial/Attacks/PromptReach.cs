namespace Scratch.Adversarial.Attacks;

/// <summary>
/// How far a prompt can move before a classifier that had no part in it sees another class in what the generator makes
/// of it.
/// </summary>
/// <remarks>
/// It tells how large the radius of adversarial prompts may be for a sample to keep its label: within the reach the
/// label still holds. The way goes along the gradient of the lead, as far as it takes where the lead is a straight line
/// (DeepFool: Moosavi-Dezfooli et al. 2016), and back by halving. So the reach is a distance at which the judge is
/// known to have changed its mind: at least the true one.
/// </remarks>
public sealed class PromptReach
{
    private const float Overshoot = 0.02f; // of DeepFool: the boundary itself is not yet beyond it
    // of a lead: next to the boundary a share of what is missing would never be enough
    private const float Least = 1e-4f;
    private const int Halvings = 20; // to a millionth

    private readonly GeneratorModel _model;
    private readonly int _steps;
    private readonly MarginLoss _lead = new();
    private readonly Matrix _point;
    private readonly Matrix _dLogits;
    private readonly Matrix _gradient;
    private readonly Matrix _leads;
    private readonly int[] _seen;
    private readonly float[] _low;
    private readonly float[] _high;

    /// <summary>Memory for up to <paramref name="capacity"/> prompts at a time. Allocates.</summary>
    /// <param name="generator">Turns prompts into samples.</param>
    /// <param name="judge">A classifier of samples, independent of the one that is trained.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <param name="steps">The largest number of steps to a boundary, at least 1.</param>
    public PromptReach(Network generator, Network judge, int capacity, int steps = 50)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        _model = new GeneratorModel(generator, judge, capacity);
        _steps = steps;
        _point = Matrix.Allocate(capacity, generator.Inputs);
        _dLogits = Matrix.Allocate(capacity, _model.Classes);
        _gradient = Matrix.Allocate(capacity, generator.Inputs);
        _leads = Matrix.Allocate(1, capacity);
        _seen = new int[capacity];
        _low = new float[capacity];
        _high = new float[capacity];
    }

    /// <summary>The reach of every prompt.</summary>
    /// <param name="prompts">(B, latent), at most the capacity; not overwritten.</param>
    /// <param name="reach">B Euclidean distances, overwritten; infinity where no other class was found.</param>
    /// <param name="nearest">(B, latent), overwritten with the prompts at that distance; empty if they are not
    /// wanted.</param>
    public void Measure(Matrix prompts, Span<float> reach, Matrix nearest = default)
    {
        Shape.RequireLength(reach.Length, prompts.Rows, nameof(reach));
        Matrix point = _point.SliceRows(0, prompts.Rows);
        prompts.CopyTo(point);
        Matrix logits = _model.Forward(prompts);
        for (int row = 0; row < prompts.Rows; row++)
        {
            _seen[row] = RowOperations.ArgMax(logits.Row(row));
        }
        Cross(point);
        Return(prompts, point, reach);
        if (!nearest.IsEmpty)
        {
            point.CopyTo(nearest);
        }
    }

    /// <summary>Moves each point until the judge sees another class, or the steps are used up.</summary>
    private void Cross(Matrix point)
    {
        Matrix dLogits = _dLogits.SliceRows(0, point.Rows), gradient = _gradient.SliceRows(0, point.Rows);
        for (int step = 0; step < _steps; step++)
        {
            Matrix leads = Leads(point, dLogits);
            _model.Backward(dLogits, gradient);
            for (int row = 0; row < point.Rows; row++)
            {
                float lead = leads[0, row], squares = Reductions.SumOfSquares<float>(gradient.Row(row));
                if (lead <= 0 && squares > 0)
                {
                    TensorPrimitives.MultiplyAdd(
                        gradient.Row(row), (1 + Overshoot) * (Least - lead) / squares, point.Row(row), point.Row(row));
                }
            }
        }
    }

    /// <summary>
    /// Overwrites each point that is across with the nearest one on the way back that is, and its distance.
    /// </summary>
    private void Return(Matrix prompts, Matrix point, Span<float> reach)
    {
        Matrix leads = Leads(point, default), between = _gradient.SliceRows(0, point.Rows);
        for (int row = 0; row < point.Rows; row++)
        {
            (_low[row], _high[row]) = (0, 1);
            reach[row] = leads[0, row] > 0 ? 0 : float.PositiveInfinity;
        }
        for (int halving = 0; halving < Halvings; halving++)
        {
            for (int row = 0; row < point.Rows; row++)
            {
                Blend(prompts.Row(row), point.Row(row), 0.5f * (_low[row] + _high[row]), between.Row(row));
            }
            leads = Leads(between, default);
            for (int row = 0; row < point.Rows; row++)
            {
                (leads[0, row] > 0 ? ref _high[row] : ref _low[row]) = 0.5f * (_low[row] + _high[row]);
            }
        }
        for (int row = 0; row < point.Rows; row++)
        {
            if (reach[row] == 0 && _high[row] < 1)
            {
                Blend(prompts.Row(row), point.Row(row), _high[row], point.Row(row));
            }
            reach[row] += Reductions.Distance<float>(point.Row(row), prompts.Row(row));
        }
    }

    private Matrix Leads(Matrix point, Matrix dLogits)
    {
        Matrix leads = _leads.SliceColumns(0, point.Rows);
        _lead.Compute(_model.Forward(point), _seen.AsSpan(0, point.Rows), default, leads, dLogits);
        return leads;
    }

    private static void Blend(ReadOnlySpan<float> from, ReadOnlySpan<float> to, float share, Span<float> point)
    {
        TensorPrimitives.Subtract(to, from, point);
        TensorPrimitives.MultiplyAdd(point, share, from, point);
    }
}
