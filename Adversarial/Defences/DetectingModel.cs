namespace Scratch.Adversarial.Defences;

/// <summary>
/// A model and a detector as one model with one class more, "rejected": it is the largest logit exactly where the score
/// is above the threshold. So an attack that aims at a class has to deceive both. Carlini and Wagner 2017b, section
/// 4.4, with a logit that needs no positive maximum.
/// </summary>
/// <remarks>The logit of the class is max zₖ + <see cref="Slope"/> (score / threshold − 1).</remarks>
public sealed class DetectingModel : IModel
{
    /// <summary>
    /// What a score of twice the threshold puts the class ahead by: as much as a sure classifier's first class is
    /// ahead.
    /// </summary>
    public const float Slope = 10;

    private readonly IModel _model;
    private readonly SuspicionScore _score;
    private readonly float _threshold;
    private readonly float _factor;
    private readonly Matrix _logits;
    private readonly Matrix _dLogits;
    private readonly Matrix _dPoints;
    private readonly float[] _scores;
    private readonly float[] _dScores;

    /// <summary>A model behind a detector. Allocates.</summary>
    /// <param name="model">The model.</param>
    /// <param name="score">What is detected by; memory of its own.</param>
    /// <param name="threshold">Above 0: <see cref="SuspicionScore.Threshold"/> on a validation part.</param>
    public DetectingModel(IModel model, SuspicionScore score, float threshold)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        (_model, _score, _threshold, _factor) = (model, score, threshold, Slope / threshold);
        Capacity = Math.Min(model.Capacity, score.Capacity);
        _logits = Matrix.Allocate(Capacity, model.Classes + 1);
        _dLogits = Matrix.Allocate(Capacity, model.Classes);
        _dPoints = Matrix.Allocate(Capacity, model.Features);
        (_scores, _dScores) = (new float[Capacity], new float[Capacity]);
    }

    /// <inheritdoc/>
    public int Features => _model.Features;

    /// <summary>Those of the model, and "rejected" as the last.</summary>
    public int Classes => _model.Classes + 1;

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public Box Box => _model.Box;

    /// <inheritdoc/>
    public Matrix Forward(Matrix points)
    {
        Matrix plain = _model.Forward(points), logits = _logits.SliceRows(0, points.Rows);
        _score.Forward(points, _scores.AsSpan(0, points.Rows));
        for (int row = 0; row < points.Rows; row++)
        {
            plain.Row(row).CopyTo(logits.Row(row));
            float largest = TensorPrimitives.Max<float>(plain.Row(row)), ahead = _factor * (_scores[row] - _threshold);
            logits[row, plain.Columns] = ahead > 0 ? MathF.Max(largest + ahead, MathF.BitIncrement(largest))
                : largest + ahead;
        }
        return logits;
    }

    /// <inheritdoc/>
    public void Backward(Matrix dLogits, Matrix dPoints)
    {
        int classes = _model.Classes;
        Matrix dPlain = _dLogits.SliceRows(0, dLogits.Rows), ofScores = _dPoints.SliceRows(0, dLogits.Rows);
        dLogits.SliceColumns(0, classes).CopyTo(dPlain);
        for (int row = 0; row < dLogits.Rows; row++)
        {
            float dRejected = dLogits[row, classes];
            dPlain[row, RowOperations.ArgMax(_logits.Row(row)[..classes])] += dRejected;
            _dScores[row] = _factor * dRejected;
        }
        _score.Backward(_dScores.AsSpan(0, dLogits.Rows), ofScores);
        _model.Backward(dPlain, dPoints);
        for (int row = 0; row < dPoints.Rows; row++)
        {
            TensorPrimitives.Add(dPoints.Row(row), ofScores.Row(row), dPoints.Row(row));
        }
    }
}
