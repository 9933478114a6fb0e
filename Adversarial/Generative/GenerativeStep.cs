namespace Scratch.Adversarial.Generative;

/// <summary>
/// k updates of a discriminator on real examples and generated ones, then one of the generator against it. Goodfellow
/// et al. 2014, algorithm 1.
/// </summary>
/// <remarks>
/// Where the generator has room for a class behind the prompt, both networks are told it: [z | class] → x, [x | class]
/// → D (Mirza and Osindero 2014). The generator may also be held to the examples that prompts came from, by w Σ
/// BCE(G(z), x): it then keeps the label, which the discriminator does not ask for.
/// </remarks>
public sealed class GenerativeStep : ITrainingStep
{
    private static readonly Sigmoid LastActivation = new();

    private readonly Learner _generator;
    private readonly Network _network;
    private readonly DiscriminatorTrainer _adversary;
    private readonly Dataset _data;
    private readonly PromptSource _prompts;
    private readonly Workspace _pass;
    private readonly int[] _rows;
    private readonly Matrix _real;
    private readonly Matrix _generated;
    private readonly Matrix _dGenerated;
    private readonly Matrix _z;
    private readonly Matrix _losses;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="generator">From prompts, with or without a class behind them, to samples.</param>
    /// <param name="adversary">The discriminator; its condition is as wide as that of the generator.</param>
    /// <param name="data">The training part.</param>
    /// <param name="prompts">Where z comes from.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit together, or to the data.</exception>
    public GenerativeStep(
        Learner generator, DiscriminatorTrainer adversary, Dataset data, PromptSource prompts, int batchSize)
    {
        (_generator, _network, _adversary, _data, _prompts) = (generator, generator.Network, adversary, data, prompts);
        RequireFit();
        Learners = [generator, adversary.Discriminator];
        _pass = new Workspace(_network, batchSize);
        _rows = new int[batchSize];
        int inputs = adversary.Discriminator.Network.Inputs;
        _real = Matrix.Allocate(batchSize, inputs);
        _generated = Matrix.Allocate(batchSize, inputs);
        _dGenerated = Matrix.Allocate(batchSize, inputs);
        _z = Matrix.Allocate(batchSize, _network.Inputs);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <summary>
    /// w, at least 0: what holds the samples to the examples that their prompts came from. Above 0 the generator must
    /// end as a decoder of the domain does.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    /// <exception cref="ArgumentException">It is above 0, and the generator doesn't end so.</exception>
    public float ReconstructionWeight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(ReconstructionWeight));
            bool isInUnit = _data.Domain.DecoderOutput is Sigmoid;
            if (value > 0 && _network.Layers is [.., Sigmoid] != isInUnit)
            {
                throw new ArgumentException(
                    "A generator that is held to its examples must end in a "
                    + $"{(isInUnit ? "sigmoid" : "dense layer")}.");
            }
            field = value;
        }
    }

    /// <inheritdoc/>
    public string Stage => "gan";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics => field ??=
    [
        "discriminator", "generator", .. _adversary.HasPenalty ? ["penalty"] : (string[])[], .. ReconstructionWeight > 0
            ? ["reconstruction"] : (string[])[],
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int turns = _adversary.Steps;
        (float discriminator, float penalty) = (0, 0);
        for (int turn = 0; turn < turns; turn++)
        {
            (float loss, float ofGradient) = UpdateDiscriminator(context, turn);
            (discriminator, penalty) = (discriminator + (loss / turns), penalty + (ofGradient / turns));
        }
        (float fooling, float reconstruction) = UpdateGenerator(context, context.Random.Fork(turns));
        (metrics[0], metrics[1]) = (discriminator, fooling);
        if (_adversary.HasPenalty)
        {
            metrics[2] = penalty;
        }
        if (ReconstructionWeight > 0)
        {
            metrics[^1] = reconstruction;
        }
    }

    private (float Loss, float Penalty) UpdateDiscriminator(in StepContext context, int turn)
    {
        RandomStream random = context.Random.Fork(turn);
        Span<int> rows = _rows.AsSpan(0, context.Rows.Length);
        context.Rows.Span.CopyTo(rows);
        for (int i = 0; turn > 0 && i < rows.Length; i++)
        {
            // the batch of the step is for the first turn; the others draw their own
            rows[i] = random.Fork(3).Below(_data.Count, (ulong)i);
        }
        Matrix real = _real.SliceRows(0, rows.Length), generated = _generated.SliceRows(0, rows.Length);
        int pixels = _network.Outputs;
        _data.GatherInputs(rows, real.SliceColumns(0, pixels));
        Generate(rows, random, out _).CopyTo(generated.SliceColumns(0, pixels));
        WriteClasses(rows, real, pixels);
        WriteClasses(rows, generated, pixels);
        return _adversary.Update(context, random.Fork(2), real, generated);
    }

    /// <summary>
    /// Through the discriminator, which stays as it is, into the generator; and w times the way to the examples
    /// themselves.
    /// </summary>
    private (float Loss, float Reconstruction) UpdateGenerator(in StepContext context, RandomStream random)
    {
        ReadOnlySpan<int> rows = context.Rows.Span;
        int pixels = _network.Outputs;
        Matrix real = _real.SliceRows(0, rows.Length), generated = _generated.SliceRows(0, rows.Length),
            d = _dGenerated.SliceRows(0, rows.Length);
        _data.GatherInputs(rows, real.SliceColumns(0, pixels));
        WriteClasses(rows, real, pixels);
        Matrix samples = Generate(rows, random, out int own);
        samples.CopyTo(generated.SliceColumns(0, pixels));
        WriteClasses(rows, generated, pixels);
        float loss = _adversary.GeneratorLoss(context, random.Fork(2), real, generated, default, d);
        Matrix dSamples = d.SliceColumns(0, pixels);
        float reconstruction = 0;
        if (ReconstructionWeight > 0)
        {
            reconstruction = AddReconstruction(samples, real.SliceColumns(0, pixels).SliceRows(0, own), dSamples);
            _network.BackwardFromLogits(_pass, dSamples, default, ParameterGradients.Accumulate);
        }
        else
        {
            _network.Backward(_pass, dSamples, default, ParameterGradients.Accumulate);
        }
        _generator.Update(context);
        return (loss, reconstruction);
    }

    /// <summary>G(z), or G([z | class]), with fresh prompts. (B, pixels), a view into the workspace.</summary>
    private Matrix Generate(ReadOnlySpan<int> rows, RandomStream random, out int own)
    {
        Matrix z = _z.SliceRows(0, rows.Length);
        own = _prompts.Draw(rows, random.Fork(0), z.SliceColumns(0, _prompts.Latent));
        WriteClasses(rows, z, _prompts.Latent);
        return _network.Forward(_pass, z, Mode.Train, random.Fork(1));
    }

    /// <summary>
    /// The logits have two consumers, so their gradients add up: dSamples becomes dLogits = G(z) (1 − G(z)) dSamples,
    /// and w (G(z) − x) / B for the first examples, which the prompts are of.
    /// </summary>
    private float AddReconstruction(Matrix samples, Matrix own, Matrix dSamples)
    {
        for (int row = 0; row < samples.Rows && _network.Layers is [.., Sigmoid]; row++)
        {
            LastActivation.Differentiate(samples.Row(row), dSamples.Row(row), dSamples.Row(row));
        }
        if (own.IsEmpty)
        {
            return 0;
        }
        Matrix losses = _losses.SliceColumns(0, own.Rows), dLogits = _pass.DLogits.SliceRows(0, own.Rows);
        _data.Domain.Reconstruction.Compute(
            _network.LogitsOf(_pass).SliceRows(0, own.Rows), own, losses, ReconstructionWeight / own.Rows, dLogits);
        for (int row = 0; row < own.Rows; row++)
        {
            TensorPrimitives.Add(dLogits.Row(row), dSamples.Row(row), dSamples.Row(row));
        }
        return Reductions.Sum<float>(losses.Span) / own.Rows;
    }

    /// <summary>The class of each example behind its first columns, if the networks are told it.</summary>
    private void WriteClasses(ReadOnlySpan<int> rows, Matrix matrix, int behind)
    {
        if (_adversary.ConditionColumns == 0)
        {
            return;
        }
        Matrix classes = matrix.SliceColumns(behind, _data.Classes);
        classes.Fill(0);
        for (int row = 0; row < rows.Length; row++)
        {
            classes[row, _data.Labels.Span[rows[row]]] = 1;
        }
    }

    private void RequireFit()
    {
        int given = _network.Inputs - _prompts.Latent, inputs = _adversary.Discriminator.Network.Inputs;
        if ((given != 0 && given != _data.Classes) || given != _adversary.ConditionColumns)
        {
            throw new ArgumentException(
                $"The generator has {_network.Inputs} inputs for prompts of {_prompts.Latent}, the discriminator a "
                    + $"condition of {_adversary.ConditionColumns}; expected none, or {_data.Classes} classes, for "
                    + "both.");
        }
        if (_network.Outputs != _data.Features || inputs != _network.Outputs + given)
        {
            throw new ArgumentException(
                $"The generator has {_network.Outputs} outputs and the discriminator {inputs} inputs; the data asks "
                    + $"for {_data.Features} and {_data.Features + given}.");
        }
    }
}
