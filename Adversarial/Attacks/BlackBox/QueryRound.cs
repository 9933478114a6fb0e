namespace Scratch.Adversarial.Attacks.BlackBox;

/// <summary>
/// One question about each of some examples of a batch, in one forward pass, and how many each has cost so far.
/// </summary>
/// <remarks>
/// A round is <see cref="Collect"/>, then the points are written, then <see cref="Ask"/>. No example is asked about
/// beyond its budget.
/// </remarks>
internal sealed class QueryRound(IModel model, int budget)
{
    private readonly Matrix _points = Matrix.Allocate(model.Capacity, model.Features);
    private readonly int[] _rows = new int[model.Capacity];
    private readonly int[] _spent = new int[model.Capacity];
    private readonly float[] _leads = new float[model.Capacity];
    private AttackBatch _batch;
    private IProgress<WorkProgress>? _progress;
    private int _count, _asked; // in this round; of the example that has cost most

    /// <summary>The examples of the round, as rows of the batch.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>Takes a batch of which nothing has been asked, and who waits for it.</summary>
    public void Begin(in AttackBatch batch, IProgress<WorkProgress>? progress)
    {
        (_batch, _progress, _asked) = (batch, progress, 0);
        _spent.AsSpan(0, batch.Count).Clear();
    }

    /// <summary>Takes the examples with a mark, as far as they have a query left. False if there is none.</summary>
    public bool Collect(ReadOnlySpan<bool> wanted)
    {
        _count = 0;
        for (int row = 0; row < _batch.Count; row++)
        {
            if (wanted[row] && _spent[row] < budget)
            {
                _rows[_count++] = row;
            }
        }
        return _count > 0;
    }

    /// <summary>How many queries of a row of the batch are left.</summary>
    public int LeftOf(int row) => budget - _spent[row];

    /// <summary>The point to be asked about example <paramref name="index"/> of the round, to be written.</summary>
    public Span<float> Point(int index) => _points.Row(index);

    /// <summary>
    /// For each example of the round by how much the model is fooled at its point: above zero if it is.
    /// </summary>
    public ReadOnlySpan<float> Ask()
    {
        Matrix logits = model.Forward(_points.SliceRows(0, _count));
        for (int i = 0; i < _count; i++)
        {
            _leads[i] = Lead(_batch, _rows[i], logits.Row(i));
            _asked = Math.Max(_asked, ++_spent[_rows[i]]);
        }
        _progress.Report((double)_asked / budget);
        return _leads.AsSpan(0, _count);
    }

    /// <summary>
    /// The lead of the best wrong class over the true one, or of the wanted class over the best other: above zero where
    /// the model is fooled.
    /// </summary>
    public static float Lead(in AttackBatch batch, int row, ReadOnlySpan<float> logits)
    {
        bool isTargeted = batch.IsTargeted && !batch.AcceptsAny;
        int one = isTargeted ? batch.TargetClasses.Span[row] : batch.Labels.Span[row];
        float other = float.NegativeInfinity;
        for (int k = 0; k < logits.Length; k++)
        {
            other = k == one ? other : MathF.Max(other, logits[k]);
        }
        return isTargeted ? logits[one] - other : other - logits[one];
    }
}
