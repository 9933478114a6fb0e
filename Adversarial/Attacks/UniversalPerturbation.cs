namespace Scratch.Adversarial.Attacks;

/// <summary>
/// One change for all examples, found on a training set and then added to whatever comes. Moosavi-Dezfooli et al. 2017,
/// in the form of gradient ascent on the mean loss over batches (Shafahi et al. 2020, algorithm 2).
/// </summary>
public sealed class UniversalPerturbation : Attack
{
    private readonly Matrix _change;
    private readonly Box _box;

    private UniversalPerturbation(Matrix change, Box box) => (_change, _box) = (change, box);

    /// <inheritdoc/>
    public override string Name => "universal";

    /// <summary>What is added to an example, d numbers within the ball.</summary>
    public ReadOnlySpan<float> Change => _change.Row(0);

    /// <summary>
    /// Finds a change. Of the changes after each pass over the data it is the one that fools the model most often.
    /// Allocates.
    /// </summary>
    /// <param name="model">The model under attack.</param>
    /// <param name="data">What it is found on: never what it is evaluated on.</param>
    /// <param name="options">The ball; the steps are passes over the data, 10 unless given; the step size is ε / 10
    /// unless given.</param>
    /// <param name="random">Orders the examples.</param>
    public static UniversalPerturbation Find(IModel model, Dataset data, AttackOptions options, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var search = new Search(model, data, options);
        Matrix best = Matrix.Allocate(1, model.Features);
        int most = search.CountFooled();
        for (int pass = 0; pass < (options.Steps ?? 10); pass++)
        {
            search.Ascend(random.Fork(pass));
            int fooled = search.CountFooled();
            if (fooled > most)
            {
                most = fooled;
                search.Change.CopyTo(best);
            }
        }
        return new UniversalPerturbation(best, options.BoxIn(model.Box));
    }

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result, _box);
        for (int row = 0; row < batch.Count; row++)
        {
            Move(batch.Originals.Row(row), Change, _box, result.Row(row));
        }
    }

    private static void Move(ReadOnlySpan<float> example, ReadOnlySpan<float> change, Box box, Span<float> point)
    {
        TensorPrimitives.Add(example, change, point);
        box.Clip(point, example);
    }

    /// <summary>The search for a change.</summary>
    private sealed class Search(IModel model, Dataset data, AttackOptions options)
    {
        private readonly Ball _ball = options.BallIn(model.Box);
        private readonly AttackLoss _loss = AttackLoss.Create(options.Loss, model.Classes, model.Capacity);
        private readonly float _stepSize = options.StepSize ?? (options.Epsilon / 10);
        private readonly Matrix _points = Matrix.Allocate(model.Capacity, model.Features);
        private readonly Matrix _gradients = Matrix.Allocate(model.Capacity, model.Features);
        private readonly Matrix _dLogits = Matrix.Allocate(model.Capacity, model.Classes);
        private readonly Matrix _losses = Matrix.Allocate(1, model.Capacity);
        private readonly Matrix _sum = Matrix.Allocate(1, model.Features);
        private readonly Matrix _zero = Matrix.Allocate(1, model.Features);
        private readonly int[] _labels = new int[model.Capacity];

        public Matrix Change { get; } = Matrix.Allocate(1, model.Features);

        /// <summary>One pass over the data, a step for each batch.</summary>
        public void Ascend(RandomStream random)
        {
            int[] order = [.. Enumerable.Range(0, data.Count)];
            random.Shuffle(order);
            for (int start = 0; start < order.Length; start += model.Capacity)
            {
                int count = Take(order, start);
                Matrix dLogits = _dLogits.SliceRows(0, count), gradients = _gradients.SliceRows(0, count);
                Matrix logits = model.Forward(_points.SliceRows(0, count));
                _loss.Compute(logits, _labels.AsSpan(0, count), default, _losses.SliceColumns(0, count), dLogits);
                model.Backward(dLogits, gradients);
                _sum.Fill(0);
                RowOperations.AddSumOfRows(gradients, _sum);
                _ball.Ascend(Change.Row(0), _sum.Row(0), _stepSize);
                _ball.Norm.Project(Change.Row(0), _zero.Row(0), options.Epsilon);
            }
        }

        /// <summary>How many examples are seen as another class with the change as it is.</summary>
        public int CountFooled()
        {
            int[] order = [.. Enumerable.Range(0, data.Count)];
            int fooled = 0;
            for (int start = 0; start < order.Length; start += model.Capacity)
            {
                int count = Take(order, start);
                Matrix logits = model.Forward(_points.SliceRows(0, count));
                for (int row = 0; row < count; row++)
                {
                    fooled += Decision.From(logits.Row(row)) != _labels[row] ? 1 : 0;
                }
            }
            return fooled;
        }

        private int Take(int[] order, int start)
        {
            int count = Math.Min(model.Capacity, order.Length - start);
            for (int i = 0; i < count; i++)
            {
                _labels[i] = data.Labels.Span[order[start + i]];
                Move(data.Inputs.Row(order[start + i]), Change.Row(0), _ball.Box, _points.Row(i));
            }
            return count;
        }
    }
}
