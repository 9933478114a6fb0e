using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial;

/// <summary>Steps of every kind of adversarial training over small networks.</summary>
internal static class AdversarialSteps
{
    private static readonly Schedule Rate = new ConstantSchedule(1e-3f);

    /// <summary>Generator and discriminator are told the class.</summary>
    public static GenerativeStep Conditional(Dataset data, int latent, int batch, DiscriminatorOptions? options = null)
    {
        int pixels = data.Inputs.Columns, classes = data.Classes;
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", Toys.Discriminator(pixels + classes)), Rate, options ?? new(), batch, classes);
        return new(Toys.Learner("generator", Toys.Generator(latent + classes, pixels)), adversary, Rate, data, PromptSource.Normal(latent), 0, batch);
    }

    public static BidirectionalStep Bidirectional(Dataset data, int latent, int batch)
    {
        int pixels = data.Inputs.Columns;
        var adversary = new DiscriminatorTrainer(Toys.Learner("discriminator", Toys.Discriminator(pixels + latent)), Rate, new(), batch);
        return new(
            Toys.Learner("encoder", Toys.Encoder(pixels, latent)), Toys.Learner("generator", Toys.Generator(latent, pixels)), adversary, Rate, data, batch);
    }

    public static AdversarialAutoencoderStep AdversarialAutoencoder(Dataset data, int latent, int batch)
    {
        int pixels = data.Inputs.Columns;
        var adversary = new DiscriminatorTrainer(Toys.Learner("discriminator", Toys.Discriminator(latent)), Rate, new(), batch);
        return new(
            Toys.Learner("encoder", Toys.Encoder(pixels, latent)), Toys.Learner("decoder", Toys.Generator(latent, pixels)), adversary, Rate, data, 1, batch);
    }

    public static SemiSupervisedAutoencoderStep SemiSupervised(Dataset data, int latent, int batch)
    {
        int pixels = data.Inputs.Columns, classes = data.Classes;
        DiscriminatorTrainer Judge(string name, int inputs) => new(Toys.Learner(name, Toys.Discriminator(inputs)), Rate, new(), batch);
        return new(
            Toys.Learner("encoder", Toys.Classifier(pixels, classes: classes + latent)),
            Toys.Learner("decoder", Toys.Generator(classes + latent, pixels)),
            Judge("class discriminator", classes),
            Judge("style discriminator", latent),
            Rate,
            data.KeepLabels([.. Enumerable.Range(0, 20)]),
            0.1f,
            new RandomStream(7),
            labelledBatch: 6,
            batch);
    }

    public static FeatureAutoencoderStep FeatureAutoencoder(Dataset data, int latent, int batch)
    {
        int pixels = data.Inputs.Columns;
        var adversary = new DiscriminatorTrainer(Toys.Learner("discriminator", Toys.Discriminator(pixels)), Rate, new(), 2 * batch);
        return new(
            Toys.Learner("encoder", Toys.Encoder(pixels, latent)), Toys.Learner("decoder", Toys.Generator(latent, pixels)), adversary, Rate, data, 0.1f, 1, batch);
    }
}
