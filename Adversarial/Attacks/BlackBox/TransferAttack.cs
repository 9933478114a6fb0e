namespace Scratch.Adversarial.Attacks.BlackBox;

/// <summary>
/// Examples made for another classifier, tried on the model, of which nothing is asked. Papernot et al. 2016; Liu et
/// al. 2017.
/// </summary>
/// <param name="onSurrogate">An attack on the other classifier.</param>
internal sealed class TransferAttack(Attack onSurrogate) : Attack
{
    /// <inheritdoc/>
    public override string Name => "transfer";

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        onSurrogate.Progress = Progress;
        onSurrogate.Perturb(batch, result);
    }
}
