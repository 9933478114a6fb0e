namespace Scratch.Adversarial.Attacks.BlackBox;

/// <summary>
/// Random search: squares of a picture are changed one at a time, and a change stays if it takes the model closer to
/// being fooled. It asks for logits alone. Square attack: Andriushchenko et al. 2020.
/// </summary>
/// <remarks>
/// An example that is fooled, at the start or on the way, is left where it is and out of the passes that follow. The
/// squares shrink with the number of queries as in 5,000 of them, whatever the budget: a larger one goes on where a
/// smaller one ends, and is never worse. Allocates nothing once warm.
/// </remarks>
internal sealed class SquareAttack : Attack
{
    /// <summary>The number of queries unless given: AutoAttack's.</summary>
    public const int DefaultQueries = 5000;

    // The share of the picture that a square covers is 0.8, and half of it after each of these numbers of moves
    // (section 4 there, for 5,000 queries).
    private const float FirstShare = 0.8f;
    private static readonly int[] Halvings = [5, 25, 100, 250, 500, 1000, 2000, 3000, 4000];

    private readonly IModel _model;
    private readonly PatchedClassifier? _patches;
    private readonly int _queries;
    private readonly Ball _ball;
    private readonly Matrix _points;
    private readonly float[] _leads;
    private readonly int[] _rows; // of the batch, for each example that is still attacked
    private readonly Job _job;
    private int _active;

    /// <summary>An attack on one model.</summary>
    /// <param name="model">The model under attack.</param>
    /// <param name="options">The ball and the queries.</param>
    /// <param name="rowLength">How many features stand side by side in a picture; 0 if a point is none.</param>
    /// <exception cref="ArgumentException">A point is no whole number of rows; the message says so.</exception>
    public SquareAttack(IModel model, AttackOptions options, int rowLength)
    {
        options.Validate();
        int width = rowLength == 0 ? model.Features : rowLength;
        if (model.Features % width != 0)
        {
            throw new ArgumentException(
                $"The square attack was given rows of {width} features, but a point has {model.Features}, which is no "
                + "whole number of rows.");
        }
        (_model, _queries) = (model, options.Queries ?? DefaultQueries);
        _points = Matrix.Allocate(model.Capacity, model.Features);
        _leads = new float[model.Capacity];
        _rows = new int[model.Capacity];
        (_ball, SquareMoves moves) =
            (options.BallIn(model.Box), SquareMoves.Create(options.BallIn(model.Box), model.Features / width, width));
        _patches = moves is SquareMovesInBox ? PatchedClassifier.TryCreate(model) : null;
        _job = new Job(moves, _patches, _points, _rows, width);
    }

    /// <inheritdoc/>
    public override string Name => "square";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _ball.Box);
        Begin(batch, result);
        if (_queries > 1 && _active > 0)
        {
            _job.Start(batch, _active);
            Score(batch, _model.Forward(_points.SliceRows(0, _active)), isFirst: true, result);
            _patches?.Take(_points.SliceRows(0, _active));
        }
        for (int move = 0; move < _queries - 2 && _active > 0; move++)
        {
            _job.Propose(batch, _active, move, ShareAt(move));
            Score(batch, _patches?.Forward(_active)
                ?? _model.Forward(_points.SliceRows(0, _active)), isFirst: false, result);
            Progress.Report((double)move / _queries);
        }
        for (int i = 0; i < _active; i++)
        {
            _points.Row(i).CopyTo(result.Row(_rows[i]));
        }
    }

    /// <summary>The share of the picture that the square of a move covers.</summary>
    private static float ShareAt(int move)
    {
        float share = FirstShare;
        foreach (int halving in Halvings)
        {
            share *= move >= halving ? 0.5f : 1;
        }
        return share;
    }

    /// <summary>Asks about the examples as they are, and takes those that do not fool the model yet.</summary>
    private void Begin(in AttackBatch batch, Matrix result)
    {
        batch.Originals.CopyTo(result);
        Matrix logits = _model.Forward(batch.Originals);
        _active = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            if (!(QueryRound.Lead(batch, row, logits.Row(row)) > 0))
            {
                _rows[_active] = row;
                batch.Originals.Row(row).CopyTo(_points.Row(_active++));
            }
        }
    }

    /// <summary>
    /// Keeps a move that is better, takes back one that is not, and lets examples go that fool the model: the last
    /// takes their place.
    /// </summary>
    private void Score(in AttackBatch batch, Matrix logits, bool isFirst, Matrix result)
    {
        for (int i = _active - 1; i >= 0; i--)
        {
            float lead = QueryRound.Lead(batch, _rows[i], logits.Row(i));
            if (isFirst || lead > _leads[i])
            {
                _leads[i] = lead;
                if (!isFirst)
                {
                    _patches?.Keep(i);
                }
            }
            else
            {
                _job.TakeBack(i);
            }
            if (_leads[i] > 0)
            {
                _points.Row(i).CopyTo(result.Row(_rows[i]));
                int last = --_active;
                (_rows[i], _leads[i]) = (_rows[last], _leads[last]);
                _points.Row(last).CopyTo(_points.Row(i));
                _patches?.Replace(i, last);
            }
        }
    }

    /// <summary>The part between two forward passes, some examples at a time.</summary>
    private sealed class Job(SquareMoves moves, PatchedClassifier? patches, Matrix points, int[] rows, int width)
        : ParallelJob
    {
        private const int RowsOfPart = 16;
        private const int StartFork = int.MaxValue; // the moves have the other numbers
        private readonly Matrix _before = Matrix.Allocate(points.Rows, points.Columns);
        private AttackBatch _batch;
        private int _count;
        private int _move;

        public void Start(in AttackBatch batch, int count) => RunAll(batch, count, StartFork);

        public void Propose(in AttackBatch batch, int count, int move, float share)
        {
            moves.Prepare(share);
            RunAll(batch, count, move);
        }

        public void TakeBack(int index) => _before.Row(index).CopyTo(points.Row(index));

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * RowsOfPart, _count);
            for (int i = part * RowsOfPart; i < end; i++)
            {
                Span<float> point = points.Row(i), before = _before.Row(i);
                ReadOnlySpan<float> centre = _batch.Originals.Row(rows[i]);
                RandomStream random = _batch.Random.Fork(_batch.Examples.Span[rows[i]]).Fork(_move);
                if (_move == StartFork)
                {
                    moves.Start(centre, random, point);
                    continue;
                }
                point.CopyTo(before);
                Window window = moves.Propose(centre, random, point);
                patches?.Begin(i);
                for (int y = window.Top; patches is not null && y < window.Top + window.Height; y++)
                {
                    int start = (y * width) + window.Left;
                    for (int c = start; c < start + window.Width; c++)
                    {
                        patches.Move(i, c, point[c] - before[c]);
                    }
                }
            }
        }

        private void RunAll(in AttackBatch batch, int count, int move)
        {
            (_batch, _count, _move) = (batch, count, move);
            WorkerPool.Run(this, (count + RowsOfPart - 1) / RowsOfPart);
        }
    }
}
