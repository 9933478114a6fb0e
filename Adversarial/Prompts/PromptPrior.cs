namespace Scratch.Adversarial.Prompts;

/// <summary>
/// Where new prompts come from: a normal distribution with the mean and the deviation of all prompts, number by number.
/// </summary>
/// <remarks>
/// For the standard autoencoder this comes close to N(0, 1), which its divergence asks for; the article's prompts lie
/// elsewhere. Where prompts end in a one-hot class, the means of these columns are the classes' frequencies, and a
/// class is drawn by them.
/// </remarks>
/// <param name="Mean">One mean for each number of a prompt.</param>
/// <param name="Deviation">One standard deviation for each number of a prompt.</param>
/// <param name="Conditions">How many of the last numbers are the class, one-hot.</param>
public sealed record PromptPrior(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation, int Conditions = 0)
{
    /// <summary>
    /// N(0, 1) for prompts as wide as those of a bank; where they end in a class, it is drawn by its frequency there.
    /// </summary>
    public static PromptPrior Standard(PromptBank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        PromptPrior moments = From(bank);
        int width = bank.Latent - bank.Conditions;
        return new PromptPrior(
            [.. new float[width], .. moments.Mean.Skip(width)],
                [.. Enumerable.Repeat(1f, width), .. moments.Deviation.Skip(width)], bank.Conditions);
    }

    /// <summary>The moments of the prompts z = μ + σ ⊙ ε of a bank: mean of μ; variance of μ plus mean of σ².</summary>
    public static PromptPrior From(PromptBank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        float[] means = new float[bank.Latent], deviations = new float[bank.Latent];
        for (int j = 0; j < bank.Latent; j++)
        {
            double sum = 0, squares = 0;
            for (int row = 0; row < bank.Means.Rows; row++)
            {
                double mean = bank.Means[row, j], deviation = bank.Deviations[row, j];
                sum += mean;
                squares += (mean * mean) + (deviation * deviation);
            }
            double average = sum / bank.Means.Rows;
            means[j] = (float)average;
            deviations[j] = (float)Math.Sqrt(Math.Max(0, (squares / bank.Means.Rows) - (average * average)));
        }
        return new PromptPrior(means, deviations, bank.Conditions);
    }

    /// <summary>Overwrites (B, latent) prompts with draws: row r from <c>random.Fork(r)</c>.</summary>
    public void Draw(RandomStream random, Matrix prompts)
    {
        Shape.Require(prompts, prompts.Rows, Mean.Count);
        int width = Mean.Count - Conditions;
        for (int row = 0; row < prompts.Rows; row++)
        {
            Span<float> prompt = prompts.Row(row)[..width];
            random.Fork(row).FillNormal(prompt);
            for (int j = 0; j < prompt.Length; j++)
            {
                prompt[j] = Mean[j] + (Deviation[j] * prompt[j]);
            }
            prompts.Row(row)[width..].Clear();
            if (Conditions > 0)
            {
                prompts[row, DrawClass(width, random.Fork(row).Fork(0).Uniform(0))] = 1;
            }
        }
    }

    private int DrawClass(int first, float left)
    {
        int column = first;
        while (column < Mean.Count - 1 && left >= Mean[column])
        {
            left -= Mean[column++];
        }
        return column;
    }
}
