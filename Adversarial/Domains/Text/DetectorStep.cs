namespace Scratch.Adversarial.Domains.Text;

/// <summary>
/// One update of a detector: binary cross-entropy on the worst window of each text, and on an adversarial move of its
/// features.
/// </summary>
/// <remarks>
/// <para>
/// The gradient of a maximum goes to the window that is the maximum, and to no other. Which that is, all members say
/// together; the loss is each member's own, so that each would do alone.
/// </para>
/// <para>
/// The adversarial half is the fast gradient method in the space of features (Goodfellow et al. 2015; for text Miyato
/// et al. 2017): x moves by δ = ε g / ‖g‖₂ with g = ∂L/∂x. Neither is ever written down. The layer is h = x W + b, so
/// that g = W dh, and what the head sees of δ is δ W = ε (WᵀW dh) / √(dhᵀ WᵀW dh): WᵀW is a small matrix. Of the
/// gradient of W, with δ held, the part of δ is Σ δ dh'ᵀ = W Σ ε dh dh'ᵀ / ‖g‖, again a small matrix behind W.
/// </para>
/// </remarks>
internal sealed class DetectorStep : ITrainingStep
{
    private readonly TextDetector _detector;
    private readonly ITextExamples _examples;
    private readonly float _epsilon;
    private readonly TextScanner[] _scanners;
    private readonly BinaryCrossEntropy _loss = new();
    private readonly Workspace[] _workspaces;
    private readonly Matrix _hidden, _dHidden, _targets, _losses;
    private readonly FeatureMove _move;
    private readonly ReadJob _job;

    /// <summary>A step.</summary>
    /// <param name="detector">What is trained.</param>
    /// <param name="learners">Of the first layer, and of each member's head: see <see cref="LearnersOf"/>.</param>
    /// <param name="examples">The texts.</param>
    /// <param name="batchSize">Examples of an update.</param>
    /// <param name="epsilon">The length of the adversarial move, of features of length 1; 0 for none.</param>
    public DetectorStep(
        TextDetector detector, IReadOnlyList<Learner> learners, ITextExamples examples, int batchSize, float epsilon)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(learners);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        (_detector, _examples, _epsilon, Learners) = (detector, examples, epsilon, learners);
        _scanners = [.. Enumerable.Range(0, batchSize).Select(_ => new TextScanner(detector))];
        _workspaces = [.. detector.Heads.Select(head => new Workspace(head, batchSize))];
        int width = detector.Weight.Columns;
        (_hidden, _dHidden) = (Matrix.Allocate(batchSize, width), Matrix.Allocate(batchSize, width));
        (_targets, _losses) = (Matrix.Allocate(batchSize, 1), Matrix.Allocate(1, batchSize));
        _move = new FeatureMove(batchSize, detector.Shape.Hidden[0], epsilon);
        _job = new ReadJob(this);
    }

    /// <inheritdoc/>
    public string Stage => "detector";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "adversarial loss", "accuracy"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <summary>A learner for the first layer, and one for the head of each member.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="optimizer">Makes an optimizer for parameters.</param>
    /// <param name="schedule">Makes a schedule.</param>
    public static IReadOnlyList<Learner> LearnersOf(
        TextDetector detector, Func<ParameterBuffer, Optimizer> optimizer, Func<Schedule> schedule)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(schedule);
        return
        [
            new("embedding", detector.Embedding, optimizer(detector.Embedding.Parameters), schedule()),
            .. detector.Heads.Select((head, member) => new Learner(
                string.Create(CultureInfo.InvariantCulture, $"head {member + 1}"), head, optimizer(head.Parameters),
                schedule())),
        ];
    }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int count = context.Rows.Length;
        _job.Context = context;
        WorkerPool.Run(_job, count);
        metrics.Clear();
        for (int member = 0; member < _workspaces.Length; member++)
        {
            AddGradients(member, count, metrics);
        }
        TensorPrimitives.Divide(metrics, _workspaces.Length * count, metrics);
        Scatter(_dHidden.SliceRows(0, count));
        foreach (Learner learner in Learners)
        {
            learner.Update(context);
        }
    }

    /// <summary>One member's losses, and their gradients: of its head, and of its part of the first layer.</summary>
    private void AddGradients(int member, int count, Span<float> metrics)
    {
        (Network head, Workspace workspace) = (_detector.Heads[member], _workspaces[member]);
        Matrix hidden = _detector.Part(_hidden, member).SliceRows(0, count),
            dHidden = _detector.Part(_dHidden, member).SliceRows(0, count),
            targets = _targets.SliceRows(0, count), losses = _losses.SliceColumns(0, count);
        float scale = 1f / (count * (_epsilon > 0 ? 2 : 1));

        Matrix logits = head.ForwardToLogits(workspace, hidden);
        _loss.Compute(logits, targets, losses, scale, workspace.DLogits);
        float loss = Reductions.Sum<float>(losses.Span);
        metrics[0] += loss;
        metrics[2] += CountRight(logits, targets);
        head.BackwardFromLogits(workspace, workspace.DLogits, dHidden, ParameterGradients.Accumulate);
        if (_epsilon > 0)
        {
            Matrix weight = _detector.Part(_detector.Weight, member);
            Matrix moved = _move.Forward(weight, hidden, dHidden), dMoved = _move.DMoved;
            logits = head.ForwardToLogits(workspace, moved);
            _loss.Compute(logits, targets, losses, scale, workspace.DLogits);
            loss = Reductions.Sum<float>(losses.Span);
            head.BackwardFromLogits(workspace, workspace.DLogits, dMoved, ParameterGradients.Accumulate);
            _move.Backward(weight, _detector.Part(_detector.Embedding.Parameters.GradientViews.Span[0], member));
            for (int row = 0; row < count; row++)
            {
                TensorPrimitives.Add(dHidden.Row(row), dMoved.Row(row), dHidden.Row(row));
            }
        }
        metrics[1] += loss;
    }

    /// <summary>∂W += Σ xᵀ dh over the examples, whose x is a few entries each; ∂b += Σ dh.</summary>
    private void Scatter(Matrix dHidden)
    {
        ReadOnlySpan<Matrix> gradients = _detector.Embedding.Parameters.GradientViews.Span;
        for (int i = 0; i < dHidden.Rows; i++)
        {
            TextScanner scanner = _scanners[i];
            if (scanner.Worst >= 0)
            {
                (int first, int end, int scale) = scanner.Windows[scanner.Worst];
                ReadOnlySpan<int> entries = scanner.Grams.Entries(first, end);
                SparseRows.AddToRows(
                    dHidden.Row(i), 1 / TextGrams.Length(entries.Length, end - first), entries, gradients[0]);
                Span<float> ofScale = gradients[0].Row(_detector.Shape.Features + scale);
                TensorPrimitives.Add(ofScale, dHidden.Row(i), ofScale);
            }
        }
        RowOperations.AddSumOfRows(dHidden, gradients[1]);
    }

    private static int CountRight(Matrix logits, Matrix targets)
    {
        int right = 0;
        for (int row = 0; row < logits.Rows; row++)
        {
            right += (logits[row, 0] > 0) == (targets[row, 0] > 0) ? 1 : 0;
        }
        return right;
    }

    /// <summary>Reads the texts of a batch: each is one part, with a scanner of its own.</summary>
    private sealed class ReadJob(DetectorStep step) : ParallelJob
    {
        public StepContext Context;

        protected override void Run(int part)
        {
            int example = Context.Rows.Span[part];
            TextScanner scanner = step._scanners[part];
            scanner.Read(step._examples.Text(example, Context.Random.Fork(part)));
            (scanner.Worst >= 0 ? scanner.Windows.Outputs.Row(scanner.Worst) : step._detector.Bias.Row(0))
                .CopyTo(step._hidden.Row(part));
            step._targets[part, 0] = step._examples.Label(example);
        }
    }
}
