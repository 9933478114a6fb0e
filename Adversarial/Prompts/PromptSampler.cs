namespace Scratch.Adversarial.Prompts;

/// <summary>A prompt bank and the generator that turns its prompts into samples.</summary>
public sealed class PromptSampler
{
    private readonly PromptBank _bank;
    private readonly Workspace _workspace;

    /// <summary>Samples in batches of up to <paramref name="batchSize"/>.</summary>
    public PromptSampler(PromptBank bank, Network generator, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(bank);
        ArgumentNullException.ThrowIfNull(generator);
        _bank = bank;
        Generator = generator;
        _workspace = new Workspace(generator, batchSize);
    }

    /// <summary>The generator. It is not changed.</summary>
    public Network Generator { get; }

    /// <summary>The prompts.</summary>
    internal PromptBank Bank => _bank;

    /// <summary>The width of a prompt.</summary>
    public int Latent => _bank.Latent;

    /// <summary>Fresh prompts of some examples: <see cref="PromptBank.Draw"/>.</summary>
    public void Draw(ReadOnlySpan<int> rows, RandomStream random, Matrix prompts) => _bank.Draw(rows, random, prompts);

    /// <summary>samples = G(prompts). (B, Latent) -> (B, features), overwritten.</summary>
    public void Generate(Matrix prompts, Matrix samples) => Generator.Forward(_workspace, prompts).CopyTo(samples);
}
