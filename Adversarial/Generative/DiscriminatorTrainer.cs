namespace Scratch.Adversarial.Generative;

/// <summary>
/// A discriminator in training: it learns to tell real inputs from generated ones, and tells whoever made them how to
/// fool it.
/// </summary>
/// <remarks>
/// What an input is, samples, prompts or pairs of both, is the caller's business; every kind of adversarial training
/// shares this.
/// </remarks>
public sealed class DiscriminatorTrainer
{
    private readonly Network _network;
    private readonly DiscriminatorOptions _options;
    private readonly int _conditionColumns;
    private readonly AdversarialGame _game;
    private readonly GradientPenalty? _penalty;
    private readonly Workspace _realPass;
    private readonly Workspace _generatedPass;
    private readonly Matrix _real;
    private readonly Matrix _generated;
    private readonly Matrix _between;
    private readonly float[] _penalties;

    /// <summary>Memory for up to <paramref name="capacity"/> inputs on each side. Allocates.</summary>
    /// <param name="discriminator">
    /// From inputs to one number; a sigmoid at its end is part of it, and of no loss. With another learning rate than
    /// the generator's there are two time scales (Heusel et al. 2017).
    /// </param>
    /// <param name="options">The rules.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <param name="conditionColumns">The last inputs, so many, are a condition such as a class: they get neither noise
    /// nor penalty.</param>
    /// <exception cref="ArgumentException">The discriminator has more than one output, or an option is out of its
    /// range.</exception>
    /// <exception cref="NotSupportedException">There is a penalty, and a layer that can't have one; the message names
    /// it.</exception>
    public DiscriminatorTrainer(
        Learner discriminator, DiscriminatorOptions options, int capacity, int conditionColumns = 0)
    {
        ArgumentNullException.ThrowIfNull(discriminator);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Discriminator, _network, _options, _conditionColumns) =
            (discriminator, discriminator.Network, options, conditionColumns);
        if (_network.Outputs != 1)
        {
            throw new ArgumentException(
                $"The discriminator has {_network.Outputs} outputs, expected 1.", nameof(discriminator));
        }
        _game = new AdversarialGame(options.Loss, capacity);
        if (options.Penalty is { } form)
        {
            _penalty = new GradientPenalty(
                _network, form, options.PenaltyWeight * options.PenaltyInterval, capacity, conditionColumns);
            _between = Matrix.Allocate(capacity, _network.Inputs);
        }
        _realPass = new Workspace(_network, capacity);
        _generatedPass = new Workspace(_network, capacity);
        if (options.InstanceNoise > 0)
        {
            _real = Matrix.Allocate(capacity, _network.Inputs);
            _generated = Matrix.Allocate(capacity, _network.Inputs);
        }
        _penalties = new float[capacity];
    }

    /// <summary>The network that judges.</summary>
    public Learner Discriminator { get; }

    /// <summary>Updates of the discriminator for one of the others.</summary>
    public int Steps => _options.Steps;

    /// <summary>Whether there is a penalty, and so a figure of it.</summary>
    public bool HasPenalty => _penalty is not null;

    /// <summary>How many of the inputs are a condition.</summary>
    public int ConditionColumns => _conditionColumns;

    /// <summary>
    /// All its updates for one of the others, on the same inputs; turn t draws from <c>random.Fork(t)</c>. Allocates
    /// nothing once warm.
    /// </summary>
    /// <returns>The mean of the losses, as of <see cref="Update"/>.</returns>
    public float Train(in StepContext context, RandomStream random, Matrix real, Matrix generated)
    {
        float loss = 0;
        for (int turn = 0; turn < Steps; turn++)
        {
            loss += Update(context, random.Fork(turn), real, generated).Loss / Steps;
        }
        return loss;
    }

    /// <summary>One update of the discriminator. Allocates nothing once warm.</summary>
    /// <param name="context">Where the training stands.</param>
    /// <param name="random">The stream of this update.</param>
    /// <param name="real">(M, Inputs), not overwritten.</param>
    /// <param name="generated">(N, Inputs), not overwritten.</param>
    /// <returns>The loss from before the update without the penalty, and the penalty.</returns>
    public (float Loss, float Penalty) Update(
        in StepContext context, RandomStream random, Matrix real, Matrix generated)
    {
        real = WithNoise(context, real, _real, random.Fork(0));
        generated = WithNoise(context, generated, _generated, random.Fork(1));
        Matrix ofReal = _network.ForwardToLogits(_realPass, real, Mode.Train, random.Fork(2));
        Matrix ofGenerated = _network.ForwardToLogits(_generatedPass, generated, Mode.Train, random.Fork(3));
        float loss = _game.Discriminate(ofReal, ofGenerated, _realPass.DLogits, _generatedPass.DLogits);
        _network.BackwardFromLogits(_realPass, _realPass.DLogits, default, ParameterGradients.Accumulate);
        _network.BackwardFromLogits(_generatedPass, _generatedPass.DLogits, default, ParameterGradients.Accumulate);
        float penalty = context.Step % _options.PenaltyInterval == 0 ? Penalise(real, generated, random.Fork(4)) : 0;
        Discriminator.Update(context);
        if (_options.WeightClip > 0)
        {
            Span<float> values = _network.Parameters.Values;
            TensorPrimitives.Clamp(values, -_options.WeightClip, _options.WeightClip, values);
        }
        return (loss, penalty);
    }

    /// <summary>
    /// What those who made the inputs want, and the gradient that shows them the way. The discriminator stays as it is.
    /// </summary>
    /// <param name="context">Where the training stands.</param>
    /// <param name="random">The stream of this pass.</param>
    /// <param name="real">(M, Inputs); read if <paramref name="dReal"/> is wanted, or if the loss is relative.</param>
    /// <param name="generated">(N, Inputs), not overwritten.</param>
    /// <param name="dReal">(M, Inputs), overwritten; empty where nobody made the real side.</param>
    /// <param name="dGenerated">(N, Inputs), overwritten.</param>
    /// <returns>The loss.</returns>
    public float GeneratorLoss(
        in StepContext context, RandomStream random, Matrix real, Matrix generated, Matrix dReal, Matrix dGenerated)
    {
        generated = WithNoise(context, generated, _generated, random.Fork(1));
        Matrix ofGenerated = _network.ForwardToLogits(_generatedPass, generated, Mode.Train, random.Fork(3));
        Matrix ofReal = default, dOfReal = default;
        if (_options.Loss.IsRelative || !dReal.IsEmpty)
        {
            real = WithNoise(context, real, _real, random.Fork(0));
            ofReal = _network.ForwardToLogits(_realPass, real, Mode.Train, random.Fork(2));
            dOfReal = _realPass.DLogits;
        }
        float loss = _game.GeneratorLoss(ofReal, ofGenerated, dOfReal, _generatedPass.DLogits);
        _network.BackwardFromLogits(_generatedPass, _generatedPass.DLogits, dGenerated, ParameterGradients.Skip);
        if (!dReal.IsEmpty)
        {
            _network.BackwardFromLogits(_realPass, dOfReal, dReal, ParameterGradients.Skip);
        }
        return loss;
    }

    /// <summary>
    /// Adds the gradient of the penalty: at the real inputs, or at x̂ = u x + (1 − u) x', u uniform for each pair.
    /// </summary>
    private float Penalise(Matrix real, Matrix generated, RandomStream random)
    {
        if (_penalty is null)
        {
            return 0;
        }
        Matrix at = real;
        if (_options.Penalty == PenaltyForm.OneCentred)
        {
            at = _between.SliceRows(0, Math.Min(real.Rows, generated.Rows));
            for (int row = 0; row < at.Rows; row++)
            {
                TensorPrimitives.Lerp(generated.Row(row), real.Row(row), random.Uniform((ulong)row), at.Row(row));
            }
        }
        Span<float> penalties = _penalties.AsSpan(0, at.Rows);
        _penalty.Add(at, penalties, 1f / at.Rows);
        return Reductions.Sum<float>(penalties) / at.Rows;
    }

    /// <summary>The inputs with noise, in memory of their own; the inputs themselves if there is none.</summary>
    private Matrix WithNoise(in StepContext context, Matrix inputs, Matrix room, RandomStream random)
    {
        if (room.IsEmpty)
        {
            return inputs;
        }
        float deviation = _options.InstanceNoise * (1 - ((float)context.Step / context.TotalSteps));
        Matrix noisy = room.SliceRows(0, inputs.Rows);
        for (int row = 0; row < noisy.Rows; row++)
        {
            Span<float> free = noisy.Row(row)[..^_conditionColumns];
            random.Fork(row).FillNormal(free);
            TensorPrimitives.MultiplyAdd(free, deviation, inputs.Row(row)[..^_conditionColumns], free);
            inputs.Row(row)[^_conditionColumns..].CopyTo(noisy.Row(row)[^_conditionColumns..]);
        }
        return noisy;
    }
}
