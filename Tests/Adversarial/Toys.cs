using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial;

/// <summary>Small data sets and networks that learn in milliseconds.</summary>
internal static class Toys
{
    public const int Classes = 3;

    /// <summary>
    /// Images of three classes: every third pixel is bright, from another one on for each class, and noise over it.
    /// </summary>
    public static Dataset Images(int count, int height = 5, int width = 6, ulong seed = 1)
    {
        Matrix inputs = Matrix.Allocate(count, height * width);
        new RandomStream(seed).FillUniform(inputs.Span, -0.15f, 0.15f);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % Classes;
            for (int pixel = 0; pixel < inputs.Columns; pixel++)
            {
                inputs[i, pixel] += (pixel + i) % Classes == 0 ? 0.8f : 0.2f;
            }
        }
        return new Dataset("toy", inputs, labels, Classes, new ImageDomain(height, width));
    }

    public static Network Classifier(int inputs, int hidden = 16, int classes = Classes, ulong seed = 2) =>
        Initialised(seed, inputs, new Dense(inputs, hidden), new Relu(), new Dense(hidden, classes));

    /// <summary>A generator, or a decoder, without a kink.</summary>
    public static Network Generator(int latent, int outputs, int hidden = 8, ulong seed = 3) =>
        Initialised(seed, latent, new Dense(latent, hidden), new Tanh(), new Dense(hidden, outputs), new Sigmoid());

    public static Network Discriminator(int inputs, int hidden = 8, ulong seed = 4) =>
        Initialised(seed, inputs, new Dense(inputs, hidden), new Tanh(), new Dense(hidden, 1), new Sigmoid());

    public static Network Encoder(int inputs, int latent, int hidden = 8, ulong seed = 5) =>
        Initialised(seed, inputs, new Dense(inputs, hidden), new Tanh(), new GaussianHeads(hidden, latent));

    /// <summary>The article's encoder, with its tied head.</summary>
    public static Network ArticleEncoder(int inputs, int latent, int hidden = 8, ulong seed = 5) =>
        Initialised(seed, inputs, new Dense(inputs, hidden), new Tanh(), new Dense(hidden, latent), new Sigmoid());

    public static PromptBank Prompts(Dataset data, int latent) =>
        PromptBank.Encode(PromptEncoder.From(Encoder(data.Inputs.Columns, latent)), data);

    /// <summary>A classifier that gets its data right.</summary>
    public static Network TrainedClassifier(Dataset data, int hidden = 16)
    {
        Network classifier = Classifier(data.Inputs.Columns, hidden, data.Classes);
        Train(
            new SupervisedStep(Learner("classifier", classifier, 1e-2f), Batches(classifier, data, 16)),
            data.Count,
            batchSize: 16,
            epochs: 15);
        return classifier;
    }

    public static void Train(
        ITrainingStep step, int examples, int batchSize, int epochs, params TrainingCallback[] callbacks) =>
        TrainingLoop.Run(step, examples, batchSize, epochs, new RandomStream(6), callbacks);

    /// <summary>One update on the given examples, or on as many of the first; its figures.</summary>
    public static float[] RunOnce(ITrainingStep step, int[] rows, RandomStream random)
    {
        float[] metrics = new float[step.Metrics.Count];
        metrics.AsSpan().Fill(float.NaN);
        step.Run(new StepContext(0, 0, 1, rows, random), metrics);
        return metrics;
    }

    /// <summary>A network that Adam moves.</summary>
    public static Learner Learner(string name, Network network, float rate = 1e-3f) =>
        Learner(name, network, new Adam(network.Parameters), rate);

    /// <summary>A network that an optimizer moves.</summary>
    public static Learner Learner(string name, Network network, Optimizer optimizer, float rate = 1) =>
        new(name, network, optimizer, new ConstantSchedule(rate));

    /// <summary>Real examples, or a mixture, for a classifier to learn from.</summary>
    public static MixedBatch Batches(
        Network classifier, Dataset data, int batchSize, MixtureOptions? mixture = null,
        PromptSampler? prompts = null) =>
        new(classifier, data, mixture ?? MixtureOptions.RealOnly, prompts, batchSize);

    private static Network Initialised(ulong seed, int inputs, params Layer[] layers)
    {
        var network = new Network(inputs, layers);
        Layers.Samples.FillParameters(network.Parameters, seed);
        return network;
    }
}
