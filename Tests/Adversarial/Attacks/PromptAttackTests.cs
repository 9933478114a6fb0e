using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>Adversarial prompts as an attack on images.</summary>
public class PromptAttackTests
{
    private const int Latent = 4;
    private static readonly Dataset Data = Toys.Images(40);
    private static readonly Network Classifier = Toys.TrainedClassifier(Data);
    private static readonly Network Encoder = Toys.Encoder(30, Latent);
    private static readonly Network Generator = Toys.Generator(Latent, 30);

    [Test]
    public void Without_a_radius_it_is_the_reconstruction()
    {
        Matrix moved = Move(new() { Norm = "l2", Epsilon = 0 });
        Matrix heads = Encoder.PredictOutputs(Data.Inputs), means = Matrix.Allocate(Data.Count, Latent),
            deviations = Matrix.Allocate(Data.Count, Latent);
        PromptEncoder.From(Encoder).ReadHeads(heads, means, deviations);
        Assert.That(Agreement.Error(moved, Generator.PredictOutputs(means)), Is.LessThan(Tolerances.TwoWaysInFloat));
    }

    [Test]
    public void A_larger_ball_of_prompts_leads_the_classifier_further_astray([Values("l2", "linf")] string norm)
    {
        double[] losses = [.. new[] { 0f, 0.3f, 1f, 3f }.Select(
            epsilon => Loss(Move(new() { Norm = norm, Epsilon = epsilon })))];
        Assert.That(losses, Is.Ordered.And.Unique);
    }

    [Test]
    public void What_is_missing_or_does_not_fit_is_said()
    {
        var context = new AttackContext(new ClassifierModel(Classifier, 8), new() { Norm = "l2" });
        Assert.That(() => AttackCatalog.Create("prompts", context),
            Throws.ArgumentException.With.Message.Contains("a run's encoder and generator"));
        AttackContext wrong = context with { Encoder = Encoder, Generator = Toys.Generator(Latent + 1, 30) };
        Assert.That(() => AttackCatalog.Create("prompts", wrong),
            Throws.ArgumentException.With.Message.Contains("from 30 to 4, and the generator from 5 to 30"));
        AttackContext inPromptSpace =
            context with
            {
                Model = new GeneratorModel(Generator, Classifier, 8),
                Encoder = Encoder,
                Generator = Generator
            };
        Assert.That(() => AttackCatalog.Create("prompts", inPromptSpace),
            Throws.ArgumentException.With.Message.Contains("needs a classifier"));
    }

    private static Matrix Move(AttackOptions options)
    {
        var context = new AttackContext(
            new ClassifierModel(Classifier, Data.Count), options)
        { Encoder = Encoder, Generator = Generator };
        return AttackRun.Move(
            AttackCatalog.Create("prompts", context),
            new AttackBatch(Data.Inputs, Data.Labels, Enumerable.Range(0, Data.Count).ToArray(), new RandomStream(7)));
    }

    private static double Loss(Matrix points)
    {
        Matrix losses = Matrix.Allocate(1, Data.Count), model = Matrix.Allocate(Data.Count, Toys.Classes);
        OneHot.Write(Data.Labels.Span, model);
        new SoftmaxCrossEntropy().Compute(Classifier.PredictOutputs(points), model, losses, scale: 1, dLogits: default);
        return losses.Span.ToArray().Average();
    }
}
