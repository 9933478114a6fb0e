namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// The examples of a batch that an attack still works on, side by side: one that is done leaves its place to the next,
/// so that no forward pass is spent on it. An attack keeps what it remembers of an example by its row in the batch, and
/// what it computes with by its place here.
/// </summary>
internal sealed class PackedExamples
{
    private readonly IModel _model;
    private readonly Matrix _points;
    private readonly Matrix _gradient;
    private readonly Matrix _losses;
    private readonly Matrix _dLogits;
    private readonly int[] _rows;
    private readonly int[] _labels;
    private readonly int[] _wanted;
    private readonly bool[] _isDone;
    private AttackBatch _batch;

    /// <summary>Memory for the model's largest batch. Allocates.</summary>
    public PackedExamples(IModel model)
    {
        _model = model;
        _points = Matrix.Allocate(model.Capacity, model.Features);
        _gradient = Matrix.Allocate(model.Capacity, model.Features);
        _dLogits = Matrix.Allocate(model.Capacity, model.Classes);
        _losses = Matrix.Allocate(1, model.Capacity);
        _rows = new int[model.Capacity];
        _labels = new int[model.Capacity];
        _wanted = new int[model.Capacity];
        _isDone = new bool[model.Capacity];
    }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>(Count, d), the points at hand.</summary>
    public Matrix Points => _points.SliceRows(0, Count);

    /// <summary>(Count, d), a place for the gradients at the points.</summary>
    public Matrix Gradient => _gradient.SliceRows(0, Count);

    /// <summary>(Count, classes), a place for the gradients at the logits.</summary>
    public Matrix DLogits => _dLogits.SliceRows(0, Count);

    /// <summary>(1, Count), a place for their losses.</summary>
    public Matrix Losses => _losses.SliceColumns(0, Count);

    /// <summary>(Count, classes), what the last <see cref="Forward"/> gave.</summary>
    public Matrix Logits { get; private set; }

    /// <summary>Their true classes.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Count);

    /// <summary>The classes they are to be seen as; empty if any other will do.</summary>
    public ReadOnlySpan<int> TargetClasses => _batch.IsTargeted ? _wanted.AsSpan(0, Count) : default;

    /// <summary>
    /// The class that has to be overtaken at a place: the true one, or, where a certain class is to be seen, whichever
    /// other one leads at the last <see cref="Forward"/>.
    /// </summary>
    public int Leader(int place) => _batch.IsTargeted && !_batch.AcceptsAny
        ? RowLoss.LargestBut(Logits.Row(place), _wanted[place]) : _labels[place];

    /// <summary>Takes in the whole batch, its points where the originals are.</summary>
    public void Start(in AttackBatch batch)
    {
        _batch = batch;
        Count = batch.Count;
        batch.Originals.CopyTo(Points);
        batch.Labels.Span.CopyTo(_labels);
        batch.TargetClasses.Span.CopyTo(_wanted);
        Array.Clear(_isDone);
        for (int row = 0; row < Count; row++)
        {
            _rows[row] = row;
        }
    }

    /// <summary>The row in the batch of the example at a place.</summary>
    public int RowAt(int place) => _rows[place];

    /// <summary>Overwrites <see cref="Logits"/>.</summary>
    public Matrix Forward() => Logits = _model.Forward(Points);

    /// <summary>True if the model was fooled at the last <see cref="Forward"/>.</summary>
    public bool IsFooled(int place) => _batch.IsFooled(_rows[place], Decision.From(Logits.Row(place)));

    /// <summary>Marks the example at a place, which leaves at the next <see cref="DropDone"/>.</summary>
    public void MarkDone(int place) => _isDone[place] = true;

    /// <summary>
    /// Closes the gaps; the others keep their order. Points and gradients move along, the logits don't.
    /// </summary>
    public void DropDone()
    {
        int kept = 0;
        for (int place = 0; place < Count; place++)
        {
            if (_isDone[place])
            {
                _isDone[place] = false;
                continue;
            }
            if (kept < place)
            {
                _points.Row(place).CopyTo(_points.Row(kept));
                _gradient.Row(place).CopyTo(_gradient.Row(kept));
                (_rows[kept], _labels[kept], _wanted[kept]) = (_rows[place], _labels[place], _wanted[place]);
            }
            kept++;
        }
        Count = kept;
    }
}
