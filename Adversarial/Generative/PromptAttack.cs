namespace Scratch.Adversarial.Generative;

/// <summary>
/// Adversarial prompts: G(z + δ) with z = μ(x) and ‖δ‖ within the radius, by steps through the generator. On-manifold
/// adversarial examples: Stutz, Hein and Schiele, CVPR 2019, section 3.3.
/// </summary>
/// <remarks>
/// Without a step it is the reconstruction G(μ(x)), which may be wrong by itself. The radius is one of prompts: no ball
/// of pixels holds the result.
/// </remarks>
internal sealed class PromptAttack : Attack
{
    private readonly PromptEncoder _encoder;
    private readonly Network _generator;
    private readonly Workspace _encoding;
    private readonly Workspace _generating;
    private readonly Matrix _prompts;
    private readonly Matrix _deviations;
    private readonly Matrix _moved;
    private readonly Attack _attack;

    /// <summary>Memory for the model's largest batch. Allocates.</summary>
    /// <param name="context">The classifier, its encoder and its generator.</param>
    /// <param name="steps">Makes the attack in prompt space.</param>
    /// <exception cref="ArgumentException">The model is no classifier, encoder or generator is missing, or they don't
    /// fit; the message says which.</exception>
    public PromptAttack(AttackContext context, Func<IModel, Attack> steps)
    {
        if (context is not
            {
                Model: ClassifierModel { Classifier: { } classifier, Capacity: int capacity },
                Encoder: { } encoder, Generator: { } generator
            })
        {
            throw new ArgumentException(
                "The attack prompts moves prompts: it needs a classifier, and a run's encoder and generator.");
        }
        (_encoder, _generator) = (PromptEncoder.From(encoder), generator);
        if (encoder.Inputs != classifier.Inputs || generator.Inputs != _encoder.Latent
            || generator.Outputs != classifier.Inputs)
        {
            throw new ArgumentException(
                $"The attack prompts goes from {classifier.Inputs} pixels to a prompt and back, but the encoder leads "
                    + $"from {encoder.Inputs} to {_encoder.Latent}, and the generator from {generator.Inputs} to "
                    + $"{generator.Outputs}.");
        }
        (_encoding, _generating) = (new Workspace(encoder, capacity), new Workspace(generator, capacity));
        _prompts = Matrix.Allocate(capacity, _encoder.Latent);
        _deviations = Matrix.Allocate(capacity, _encoder.Latent);
        _moved = Matrix.Allocate(capacity, _encoder.Latent);
        _attack = steps(new GeneratorModel(generator, classifier, capacity));
    }

    /// <inheritdoc/>
    public override string Name => "prompts";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Matrix prompts = _prompts.SliceRows(0, batch.Count), moved = _moved.SliceRows(0, batch.Count);
        _encoder.ReadHeads(_encoder.Network.Forward(_encoding, batch.Originals), prompts,
            _deviations.SliceRows(0, batch.Count));
        _attack.Progress = Progress;
        _attack.Perturb(batch with { Originals = prompts }, moved);
        _generator.Forward(_generating, moved).CopyTo(result);
    }
}
