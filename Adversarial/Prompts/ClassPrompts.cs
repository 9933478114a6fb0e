namespace Scratch.Adversarial.Prompts;

/// <summary>
/// Where new prompts of a class come from: for each class a mixture of Gaussians, fitted to its prompts in a bank.
/// </summary>
public sealed class ClassPrompts
{
    private readonly GaussianMixture?[] _densities;

    /// <summary>From the density of each class.</summary>
    /// <param name="densities">One for each class; null for a class of which there were no prompts.</param>
    /// <param name="conditions">How many columns after those of the densities are the class, one-hot: none, or one for
    /// each class.</param>
    /// <exception cref="ArgumentException">The densities have different widths, there is none, or the columns don't fit
    /// the classes.</exception>
    public ClassPrompts(IReadOnlyList<GaussianMixture?> densities, int conditions)
    {
        ArgumentNullException.ThrowIfNull(densities);
        int[] widths = [.. densities.OfType<GaussianMixture>().Select(density => density.Means.Columns).Distinct()];
        if (widths.Length != 1 || (conditions != 0 && conditions != densities.Count))
        {
            throw new ArgumentException(
                $"The densities of {densities.Count} classes have {widths.Length} different widths, and {conditions} "
                    + "columns for the class.", nameof(densities));
        }
        (_densities, Conditions, Latent) = ([.. densities], conditions, widths[0] + conditions);
    }

    /// <summary>The number of classes.</summary>
    public int Classes => _densities.Length;

    /// <summary>The width of a prompt: what the generator takes.</summary>
    public int Latent { get; }

    /// <summary>How many of the last columns are the class, one-hot; 0 unless the autoencoder is conditional.</summary>
    public int Conditions { get; }

    /// <summary>The density of each class; null for a class of which there were no prompts.</summary>
    public IReadOnlyList<GaussianMixture?> Densities => _densities;

    /// <summary>Fits the density of every class of a bank; the classes in parallel. Allocates.</summary>
    /// <param name="bank">The prompts.</param>
    /// <param name="components">Gaussians for each class, at least 1; a class with fewer prompts has fewer.</param>
    /// <param name="random">Class c starts from <c>random.Fork(c)</c>.</param>
    public static ClassPrompts Fit(PromptBank bank, int components, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(bank);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        var job = new FitJob(bank, components, random);
        WorkerPool.Run(job, bank.Classes);
        return new ClassPrompts(job.Densities, bank.Conditions);
    }

    /// <summary>New prompts, each of its own class.</summary>
    /// <param name="classes">B classes.</param>
    /// <param name="random">Row r is drawn from <c>random.Fork(r)</c>.</param>
    /// <param name="prompts">(B, Latent), overwritten.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class, or it has no prompts.</exception>
    public void Draw(ReadOnlySpan<int> classes, RandomStream random, Matrix prompts)
    {
        Shape.Require(prompts, classes.Length, Latent);
        int width = Latent - Conditions;
        for (int row = 0; row < classes.Length; row++)
        {
            if ((uint)classes[row] >= (uint)Classes || _densities[classes[row]] is not { } density)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(classes), $"There are no prompts of class {classes[row]}; the classes are 0 to "
                    + $"{Classes - 1}.");
            }
            Span<float> prompt = prompts.Row(row);
            density.Draw(random.Fork(row), prompt[..width]);
            prompt[width..].Clear();
            if (Conditions > 0)
            {
                prompt[width + classes[row]] = 1;
            }
        }
    }

    private sealed class FitJob(PromptBank bank, int components, RandomStream random) : ParallelJob
    {
        public GaussianMixture?[] Densities { get; } = new GaussianMixture?[bank.Classes];

        protected override void Run(int part)
        {
            int[] rows = [.. Enumerable.Range(0, bank.Labels.Length).Where(row => bank.Labels.Span[row] == part)];
            int width = bank.Latent - bank.Conditions;
            Matrix means = Matrix.Allocate(rows.Length, width), deviations = Matrix.Allocate(rows.Length, width);
            RowOperations.Gather(bank.Means.SliceColumns(0, width), rows, means);
            RowOperations.Gather(bank.Deviations.SliceColumns(0, width), rows, deviations);
            Densities[part] = rows.Length == 0 ? null
                : GaussianMixture.Fit(means, deviations, components, random.Fork(part));
        }
    }
}
