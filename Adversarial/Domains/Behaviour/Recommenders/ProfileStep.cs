namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// One update of an autoencoder of profiles: the multinomial likelihood of what it is asked for, the divergence of its
/// prompts from N(0, 1), and the likelihood again at adversarial prompts.
/// </summary>
/// <remarks>
/// <para>
/// What a user is shown, s items, comes in as 1 / ‖x‖₂ at each of them, with x the profile before dropout, and
/// divided by 1 − p, which keeps its expectation (inverted dropout); where one item is hidden, x is the rest.
/// </para>
/// <para>
/// An adversarial prompt is z + δ with δ = r g / ‖g‖₂ and g = ∂L/∂z, the fast gradient method (Goodfellow et al. 2015)
/// in the space of prompts; half of the loss is then at z, half at z + δ, with δ held.
/// </para>
/// <para>
/// The gradient of the first layer is as sparse as its input: ∂W[item, :] += (1 / ‖x‖₂) dh for the items that were
/// shown. It is added up column by column, each of which belongs to one thread, in the order of the batch.
/// </para>
/// </remarks>
internal sealed class ProfileStep : ITrainingStep
{
    private readonly ProfileAutoencoder _model;
    private readonly ProfileTrainingOptions _options;
    private readonly ProfileBatch _batch;
    private readonly Workspace _encoding, _decoding;
    private readonly Matrix _hidden, _dHidden, _noise, _z, _dZ, _dMoved, _dHeads;
    private readonly float[] _losses;
    private readonly ReadJob _read;
    private readonly LossJob _loss;
    private readonly ScatterJob _scatter;

    /// <summary>A step.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="learners">Of its three networks: see <see cref="LearnersOf"/>.</param>
    /// <param name="profiles">The users; each has two items or more where one is hidden.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">The numbers of items differ, or an option is out of its range.</exception>
    public ProfileStep(
        ProfileAutoencoder model, IReadOnlyList<Learner> learners, Profiles profiles, ProfileTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(options);
        if (model.Items != profiles.Items)
        {
            throw new ArgumentException(
                $"The profiles are over {profiles.Items} items; expected {model.Items}.", nameof(profiles));
        }
        options.Validate();
        (_model, Learners, _options) = (model, learners, options);
        int capacity = options.BatchSize;
        _batch = new ProfileBatch(profiles, options);
        (_encoding, _decoding) = (new Workspace(model.Encoder, capacity), new Workspace(model.Decoder, capacity));
        (_hidden, _dHidden) =
            (Matrix.Allocate(capacity, model.Shape.Hidden), Matrix.Allocate(capacity, model.Shape.Hidden));
        (_noise, _z, _dZ, _dMoved) = (Latent(), Latent(), Latent(), Latent());
        _dHeads = Matrix.Allocate(capacity, model.Encoder.Outputs);
        _losses = new float[capacity];
        (_read, _loss, _scatter) = (new ReadJob(this), new LossJob(this), new ScatterJob(this));

        Matrix Latent() => Matrix.Allocate(capacity, model.Shape.Latent);
    }

    /// <inheritdoc/>
    public string Stage => "recommender";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "divergence", "adversarial loss"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <summary>A learner for each of the three networks.</summary>
    /// <param name="model">The autoencoder.</param>
    /// <param name="optimizer">Makes an optimizer for parameters.</param>
    /// <param name="schedule">Makes a schedule.</param>
    public static IReadOnlyList<Learner> LearnersOf(
        ProfileAutoencoder model, Func<ParameterBuffer, Optimizer> optimizer, Func<Schedule> schedule)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(schedule);
        return
        [
            new("embedding", model.Embedding, optimizer(model.Embedding.Parameters), schedule()),
            new("encoder", model.Encoder, optimizer(model.Encoder.Parameters), schedule()),
            new("decoder", model.Decoder, optimizer(model.Decoder.Parameters), schedule()),
        ];
    }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int count = context.Rows.Length;
        bool moves = _options.Radius > 0;
        metrics.Clear();
        _read.Context = context;
        WorkerPool.Run(_read, count);
        Matrix heads = _model.Encoder.Forward(_encoding, _hidden.SliceRows(0, count), Mode.Train, context.Random);
        Matrix z = _z.SliceRows(0, count), dZ = _dZ.SliceRows(0, count), noise = _noise.SliceRows(0, count);
        if (_model.Shape.IsVariational)
        {
            Reparameterisation.Forward(heads, noise, z);
            Reparameterisation.Divergence(heads, _losses.AsSpan(0, count));
            metrics[1] = Reductions.Sum<float>(_losses.AsSpan(0, count)) / count;
        }
        else
        {
            heads.CopyTo(z);
        }
        float scale = 1f / (count * (moves ? 2 : 1));
        metrics[0] = metrics[2] = Likelihood(z, scale, dZ);
        if (moves)
        {
            Move(z, dZ);
            Matrix dMoved = _dMoved.SliceRows(0, count);
            metrics[2] = Likelihood(z, scale, dMoved);
            TensorPrimitives.Add(dZ.Span, dMoved.Span, dZ.Span);
        }
        Matrix dHeads = dZ;
        if (_model.Shape.IsVariational)
        {
            dHeads = _dHeads.SliceRows(0, count);
            float beta = _options.Beta
                * (float)Math.Min(1, context.Progress / Math.Max(_options.Annealing, float.Epsilon));
            Reparameterisation.Backward(heads, noise, dZ, beta / count, dHeads);
        }
        Matrix dHidden = _dHidden.SliceRows(0, count);
        _model.Encoder.Backward(_encoding, dHeads, dHidden, ParameterGradients.Accumulate);
        _scatter.Run(dHidden);
        foreach (Learner learner in Learners)
        {
            learner.Update(context);
        }
    }

    /// <summary>The mean loss at prompts, its gradient there, and those of the decoder.</summary>
    private float Likelihood(Matrix z, float scale, Matrix dZ)
    {
        _loss.Run(_model.Decoder.Forward(_decoding, z), scale, _decoding.DLogits);
        _model.Decoder.Backward(_decoding, _decoding.DLogits, dZ, ParameterGradients.Accumulate);
        return Reductions.Sum<float>(_losses.AsSpan(0, z.Rows)) / z.Rows;
    }

    /// <summary>z += r g / ‖g‖₂; a prompt without gradient stays where it is.</summary>
    private void Move(Matrix z, Matrix gradient)
    {
        for (int row = 0; row < z.Rows; row++)
        {
            Span<float> g = gradient.Row(row);
            float length = Reductions.Norm<float>(g);
            if (length > 0)
            {
                TensorPrimitives.MultiplyAdd(g, _options.Radius / length, z.Row(row), z.Row(row));
            }
        }
    }

    /// <summary>Draws what each user is shown, the noise of its prompt, and sums the first layer.</summary>
    private sealed class ReadJob(ProfileStep step) : ParallelJob
    {
        public StepContext Context;

        protected override void Run(int part)
        {
            RandomStream random = Context.Random.Fork(part);
            step._batch.Draw(part, Context.Rows.Span[part], random.Fork(0));
            random.Fork(1).FillNormal(step._noise.Row(part));
            Span<float> hidden = step._hidden.Row(part);
            hidden.Clear();
            SparseRows.AddRows(step._model.Weight, step._batch.Entries(part), hidden);
            TensorPrimitives.MultiplyAdd(hidden, step._batch.Factor(part), step._model.Bias.Row(0), hidden);
        }
    }

    private sealed class LossJob(ProfileStep step) : ParallelJob
    {
        private Matrix _logits, _dLogits;
        private float _scale;

        public void Run(Matrix logits, float scale, Matrix dLogits)
        {
            (_logits, _scale, _dLogits) = (logits, scale, dLogits);
            WorkerPool.Run(this, logits.Rows);
        }

        protected override void Run(int part) => step._losses[part] = MultinomialLoss.Compute(
            _logits.Row(part), step._batch.Targets(part), step._batch.LeftOut(part), _scale, _dLogits.Row(part));
    }

    /// <summary>The gradients of the first layer; a part is some of its columns.</summary>
    private sealed class ScatterJob(ProfileStep step) : ParallelJob
    {
        private const int ColumnsOfPart = 64;

        private Matrix _dHidden;

        public void Run(Matrix dHidden)
        {
            _dHidden = dHidden;
            WorkerPool.Run(this, (dHidden.Columns + ColumnsOfPart - 1) / ColumnsOfPart);
        }

        protected override void Run(int part)
        {
            int start = part * ColumnsOfPart, width = Math.Min(ColumnsOfPart, _dHidden.Columns - start);
            ReadOnlySpan<Matrix> gradients = step._model.Embedding.Parameters.GradientViews.Span;
            Matrix dWeight = gradients[0].SliceColumns(start, width);
            Span<float> dBias = gradients[1].Row(0).Slice(start, width);
            for (int row = 0; row < _dHidden.Rows; row++)
            {
                ReadOnlySpan<float> d = _dHidden.Row(row).Slice(start, width);
                SparseRows.AddToRows(d, step._batch.Factor(row), step._batch.Entries(row), dWeight);
                TensorPrimitives.Add(dBias, d, dBias);
            }
        }
    }
}
