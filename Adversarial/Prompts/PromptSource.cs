namespace Scratch.Adversarial.Prompts;

/// <summary>Where the prompts of a training come from.</summary>
public abstract class PromptSource
{
    /// <summary>The width of a prompt.</summary>
    public abstract int Latent { get; }

    /// <summary>Prompts for a batch.</summary>
    /// <param name="rows">The examples of the batch.</param>
    /// <param name="random">The stream of this batch.</param>
    /// <param name="prompts">(B, Latent), overwritten.</param>
    /// <returns>How many, the first ones, are prompts of the batch's own examples; those can be held to them.</returns>
    public abstract int Draw(ReadOnlySpan<int> rows, RandomStream random, Matrix prompts);

    /// <summary>From N(0, 1), as in a GAN by itself.</summary>
    public static PromptSource Normal(int latent) => new NormalPrompts(latent);

    /// <summary>The prompts of the batch's own examples.</summary>
    public static PromptSource From(PromptBank bank) => new OwnPrompts(bank);

    /// <summary>
    /// The first <paramref name="share"/> of a batch its examples' own prompts, the others from N(0, 1).
    /// </summary>
    /// <param name="bank">The prompts of the data.</param>
    /// <param name="share">In [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of its range.</exception>
    public static PromptSource Mixed(PromptBank bank, float share) => share is >= 0 and <= 1
        ? new MixedPrompts(bank, share)
        : throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies in [0, 1].");

    private sealed class NormalPrompts(int latent) : PromptSource
    {
        public override int Latent => latent;

        public override int Draw(ReadOnlySpan<int> rows, RandomStream random, Matrix prompts)
        {
            for (int row = 0; row < prompts.Rows; row++)
            {
                random.Fork(row).FillNormal(prompts.Row(row));
            }
            return 0;
        }
    }

    private sealed class OwnPrompts(PromptBank bank) : PromptSource
    {
        public override int Latent => bank.Latent;

        public override int Draw(ReadOnlySpan<int> rows, RandomStream random, Matrix prompts)
        {
            bank.Draw(rows, random, prompts);
            return rows.Length;
        }
    }

    private sealed class MixedPrompts(PromptBank bank, float share) : PromptSource
    {
        private readonly NormalPrompts _normal = new(bank.Latent);

        public override int Latent => bank.Latent;

        public override int Draw(ReadOnlySpan<int> rows, RandomStream random, Matrix prompts)
        {
            int own = (int)(share * rows.Length);
            bank.Draw(rows[..own], random.Fork(0), prompts.SliceRows(0, own));
            _normal.Draw(rows[own..], random.Fork(1), prompts.SliceRows(own, rows.Length - own));
            return own;
        }
    }
}
