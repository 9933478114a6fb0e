namespace Scratch.Adversarial.Domains.Behaviour.Generation;

/// <summary>
/// One update of a GAN of profiles: prompt → logits of items → the K largest behind Gumbel noise, which a discriminator
/// tells from the profiles of real users.
/// </summary>
/// <remarks>
/// K is what a real user has, so that lengths are no clue. The generator is told nothing else of that user: one that
/// sees the profile it is to be like only has to copy it (Pérez Maurera, Ferrari Dacrema and Cremonesi 2022, An
/// Evaluation Study of Generative Adversarial Networks for Collaborative Filtering). The gradient goes through the
/// choice of items by <see cref="GumbelTopK.Backward"/>.
/// </remarks>
internal sealed class ProfileGame : ITrainingStep
{
    private const float Temperature = 1;

    private readonly Profiles _profiles;
    private readonly Learner _generator;
    private readonly DiscriminatorTrainer _discriminator;
    private readonly Workspace _workspace;
    private readonly Matrix _prompts, _real, _generated, _perturbed, _dGenerated;

    /// <summary>A game.</summary>
    /// <param name="profiles">Real users, each with an item or more.</param>
    /// <param name="generator">From prompts to a logit for each item.</param>
    /// <param name="discriminator">From a profile of 0 and 1 to one logit.</param>
    /// <param name="options">The rules.</param>
    /// <param name="batchSize">Users of an update.</param>
    /// <exception cref="ArgumentException">The sizes of the networks don't fit.</exception>
    public ProfileGame(
        Profiles profiles, Learner generator, Learner discriminator, DiscriminatorOptions options, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(discriminator);
        if (generator.Network.Outputs != profiles.Items || discriminator.Network.Inputs != profiles.Items)
        {
            throw new ArgumentException(
                $"The generator has {generator.Network.Outputs} outputs and the discriminator "
                + $"{discriminator.Network.Inputs} inputs; expected {profiles.Items}, one for each item.");
        }
        (_profiles, _generator) = (profiles, generator);
        _discriminator = new DiscriminatorTrainer(discriminator, options, batchSize);
        _workspace = new Workspace(generator.Network, batchSize);
        _prompts = Matrix.Allocate(batchSize, generator.Network.Inputs);
        (_real, _generated, _perturbed, _dGenerated) = (Room(), Room(), Room(), Room());
        Learners = [generator, discriminator];

        Matrix Room() => Matrix.Allocate(batchSize, profiles.Items);
    }

    /// <inheritdoc/>
    public string Stage => "users";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "discriminator loss"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int count = context.Rows.Length;
        Matrix prompts = _prompts.SliceRows(0, count), real = _real.SliceRows(0, count),
            generated = _generated.SliceRows(0, count), perturbed = _perturbed.SliceRows(0, count),
            dGenerated = _dGenerated.SliceRows(0, count);
        for (int row = 0; row < count; row++)
        {
            context.Random.Fork(row).Fork(0).FillNormal(prompts.Row(row));
        }
        Matrix logits = _generator.Network.ForwardToLogits(_workspace, prompts, Mode.Train, context.Random.Fork(count));
        logits.CopyTo(perturbed);
        real.Fill(0);
        generated.Fill(0);
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<int> profile = _profiles[context.Rows.Span[row]];
            foreach (int item in profile)
            {
                real[row, item] = 1;
            }
            GumbelTopK.Perturb(perturbed.Row(row), context.Random.Fork(row).Fork(1));
            MarkLargest(perturbed.Row(row), profile.Length, generated.Row(row));
        }
        RandomStream judging = context.Random.Fork(count + 1);
        metrics[1] = _discriminator.Train(context, judging, real, generated);
        metrics[0] = _discriminator.GeneratorLoss(
            context, judging.Fork(_discriminator.Steps), real, generated, default, dGenerated);
        for (int row = 0; row < count; row++)
        {
            int length = _profiles[context.Rows.Span[row]].Length;
            GumbelTopK.Backward(
                perturbed.Row(row), length, Temperature, dGenerated.Row(row), _workspace.DLogits.Row(row));
        }
        _generator.Network.BackwardFromLogits(
            _workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
        _generator.Update(context);
    }

    /// <summary>Sets 1 at the largest ones. In time proportional to their number, of which users have few.</summary>
    private static void MarkLargest(ReadOnlySpan<float> values, int count, Span<float> marks)
    {
        Span<int> best = count <= 256 ? stackalloc int[count] : new int[count];
        foreach (int item in best[..Ranking.TopItems.Find(values, best)])
        {
            marks[item] = 1;
        }
    }
}
