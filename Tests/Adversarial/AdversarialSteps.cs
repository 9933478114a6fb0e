using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial;

/// <summary>Steps of every kind of adversarial training over small networks.</summary>
internal static class AdversarialSteps
{
    /// <summary>Generator and discriminator are told the class.</summary>
    public static GenerativeStep Conditional(Dataset data, int latent, int batch, DiscriminatorOptions? options = null)
    {
        int pixels = data.Inputs.Columns, classes = data.Classes;
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", Toys.Discriminator(pixels + classes)), options ?? new(), batch, classes);
        return new(Toys.Learner("generator", Toys.Generator(latent + classes, pixels)), adversary, data,
            PromptSource.Normal(latent), batch);
    }

    public static BidirectionalStep Bidirectional(Dataset data, int latent, int batch)
    {
        int pixels = data.Inputs.Columns;
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", Toys.Discriminator(pixels + latent)), new(), batch);
        return new(
            Toys.Learner("encoder", Toys.Encoder(pixels, latent)),
                Toys.Learner("generator", Toys.Generator(latent, pixels)), adversary, data, batch);
    }

    public static AdversarialAutoencoderStep AdversarialAutoencoder(Dataset data, int latent, int batch)
    {
        int pixels = data.Inputs.Columns;
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", Toys.Discriminator(latent)), new(), batch);
        return new(
            Toys.Learner("encoder", Toys.Encoder(pixels, latent)),
                Toys.Learner("decoder", Toys.Generator(latent, pixels)), adversary, data, batch);
    }

    public static SemiSupervisedAutoencoderStep SemiSupervised(Dataset data, int latent, int batch)
    {
        int pixels = data.Inputs.Columns, classes = data.Classes;
        DiscriminatorTrainer Judge(string name, int inputs) =>
            new(Toys.Learner(name, Toys.Discriminator(inputs)), new(), batch);
        return new(
            Toys.Learner("encoder", Toys.Classifier(pixels, classes: classes + latent)),
            Toys.Learner("decoder", Toys.Generator(classes + latent, pixels)),
            Judge("class discriminator", classes),
            Judge("style discriminator", latent),
            new LabelledRounds(data.KeepLabels([.. Enumerable.Range(0, 20)]), 6, new RandomStream(7)),
            batch)
        {
            ReconstructionWeight = 0.1f,
        };
    }

    public static FeatureAutoencoderStep FeatureAutoencoder(Dataset data, int latent, int batch)
    {
        int pixels = data.Inputs.Columns;
        var adversary = new DiscriminatorTrainer(
            Toys.Learner("discriminator", Toys.Discriminator(pixels)), new(), 2 * batch);
        return new(
            Toys.Learner("encoder", Toys.Encoder(pixels, latent)),
                Toys.Learner("decoder", Toys.Generator(latent, pixels)), adversary, data, batch)
        {
            FeatureWeight = 0.1f,
        };
    }
}
