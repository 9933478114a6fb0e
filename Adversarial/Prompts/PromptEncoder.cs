namespace Scratch.Adversarial.Prompts;

/// <summary>Turns examples into the distribution of their prompts, z = μ(x) + σ(x) ⊙ ε.</summary>
public abstract class PromptEncoder(Network network)
{
    /// <summary>The layers from an example to the heads.</summary>
    public Network Network { get; } = network;

    /// <summary>The width of a prompt.</summary>
    public abstract int Latent { get; }

    /// <summary>μ and σ of every prompt, from the output of the network.</summary>
    /// <param name="output">(B, network outputs), not overwritten.</param>
    /// <param name="mean">(B, Latent), overwritten.</param>
    /// <param name="deviation">(B, Latent), overwritten.</param>
    protected internal abstract void ReadHeads(Matrix output, Matrix mean, Matrix deviation);

    /// <summary>The encoder that a network is: with Gaussian heads, or with the article's tied head.</summary>
    /// <exception cref="ArgumentException">The network ends in neither.</exception>
    public static PromptEncoder From(Network network) => network.Layers switch
    {
        [.., GaussianHeads] => new GaussianEncoder(network),
        [.., Dense, Sigmoid] => new TiedEncoder(network),
        _ => throw new ArgumentException(
            "An encoder ends in GaussianHeads, or in a Dense and a Sigmoid (the article's tied head)."),
    };
}

/// <summary>The standard encoder: linear heads for μ and log σ². Kingma and Welling 2014.</summary>
public sealed class GaussianEncoder(Network network) : PromptEncoder(network)
{
    /// <inheritdoc/>
    public override int Latent => Network.Outputs / 2;

    /// <inheritdoc/>
    protected internal override void ReadHeads(Matrix output, Matrix mean, Matrix deviation)
    {
        for (int row = 0; row < output.Rows; row++)
        {
            ReadOnlySpan<float> head = output.Row(row);
            head[..Latent].CopyTo(mean.Row(row));
            Span<float> sigma = deviation.Row(row);
            for (int j = 0; j < Latent; j++)
            {
                sigma[j] = MathF.Exp(0.5f * head[Latent + j]);
            }
        }
    }
}

/// <summary>The article's encoder: μ = σ = s(Wh + b), one tied map with the logistic function s.</summary>
public sealed class TiedEncoder(Network network) : PromptEncoder(network)
{
    /// <inheritdoc/>
    public override int Latent => Network.Outputs;

    /// <inheritdoc/>
    protected internal override void ReadHeads(Matrix output, Matrix mean, Matrix deviation)
    {
        output.CopyTo(mean);
        output.CopyTo(deviation);
    }
}
