using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Certificates;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Classification.Certified;

public class CertifiedStepTests
{
    private static readonly Dataset Data = Toys.Images(60);
    private static readonly int[] Rows = [31, 4, 0, 17, 22, 9, 38];

    [TestCase(CertifiedTrainer.Intervals, null)]
    [TestCase(CertifiedTrainer.Crown, null)]
    [TestCase(CertifiedTrainer.Crown, 1)]
    public void The_gradient_is_that_of_both_losses_on_their_way_to_the_end(CertifiedTrainer trainer, int? rivals)
    {
        // step 30 of 100, after 10 of plain training, of a ramp of 80
        const float Epsilon = 0.1f, Natural = 0.2f, Progress = 0.25f;
        Network classifier = Toys.Classifier(30);
        ReferenceNetwork reference = Numeric.ToLogits(classifier);
        (ReferenceIntervals intervals, ReferenceCrown crown) = (new(classifier), new(classifier));
        var recording = new RecordingOptimizer(classifier.Parameters);
        CertifiedOptions options = new()
        {
            Trainer = trainer,
            Epsilon = Epsilon,
            NaturalShare = Natural,
            Rivals = rivals,
            Start = 0.1f,
            Ramp = 0.8f,
        };
        float[] metrics = new float[3];
        Step(classifier, recording, options).Run(new StepContext(30, 0, 100, Rows, new RandomStream(5)), metrics);

        double Loss() => Rows.Average(row =>
        {
            double[] x = Numeric.Row(Data.Inputs, row);
            int label = Data.Labels.Span[row];
            double[] lower = [.. x.Select(pixel => Math.Clamp(pixel - (Progress * Epsilon), 0, 1))],
                upper = [.. x.Select(pixel => Math.Clamp(pixel + (Progress * Epsilon), 0, 1))];
            Copy(reference, intervals.Parameters);
            Copy(reference, crown.Parameters);
            double[] worst = trainer == CertifiedTrainer.Intervals ? intervals.Forward(lower, upper, label)
                : crown.Forward(lower, upper, label), logits = reference.Output(x);
            double natural = 1 - (Progress * (1 - Natural));
            int strongest = Enumerable.Range(0, Toys.Classes).Where(k => k != label).MaxBy(k => logits[k]);
            worst = [.. worst.Where((_, k) => k == label || k == strongest || rivals is null)];
            return (natural * CrossEntropy(logits, label))
                + ((1 - natural) * CrossEntropy(worst, rivals is null ? label : label < strongest ? 0 : 1));
        });
        Assert.That(metrics[0], Is.EqualTo(Loss()).Within(1e-5));
        Numeric.RequireGradients(recording.Gradients, reference, Loss);
    }

    [Test]
    public void It_begins_as_plain_training_and_the_balls_grow_to_the_end_of_the_ramp()
    {
        Network classifier = Toys.TrainedClassifier(Data);
        CertifiedOptions options = new() { Epsilon = 0.3f, NaturalShare = 0.5f, Start = 0.2f, Ramp = 0.4f };
        CertifiedStep step = Step(classifier, new RecordingOptimizer(classifier.Parameters), options);
        var plain = new RecordingOptimizer(classifier.Parameters);
        float[] natural = Toys.RunOnce(
            new SupervisedStep(Toys.Learner("classifier", classifier, plain, 1e-3f), Toys.Batches(classifier, Data, 8)),
            Rows, new RandomStream(5));
        float[] losses = [.. new long[] { 0, 19, 30, 59, 60, 99 }.Select(done =>
        {
            float[] metrics = new float[3];
            step.Run(new StepContext(done, 0, 100, Rows, new RandomStream(5)), metrics);
            return metrics[0];
        })];
        Assert.That(losses[0], Is.EqualTo(natural[0]));
        Assert.That(losses[1], Is.EqualTo(natural[0]));
        Assert.That(losses[2], Is.GreaterThan(losses[1]));
        Assert.That(losses[3], Is.GreaterThan(losses[2]));
        Assert.That(losses[4], Is.GreaterThan(losses[3]));
        Assert.That(losses[5], Is.EqualTo(losses[4]));
    }

    [TestCase(CertifiedTrainer.Intervals)]
    [TestCase(CertifiedTrainer.Crown)]
    public void Training_makes_certified(CertifiedTrainer trainer)
    {
        const float Epsilon = 0.2f;
        Network classifier = Toys.Classifier(30);
        CertifiedOptions options = new() { Trainer = trainer, Epsilon = Epsilon, NaturalShare = 0.3f, Ramp = 0.6f };
        Toys.Train(Step(classifier, new Adam(classifier.Parameters), options, rate: 1e-2f), Data.Count, 8, epochs: 30);
        Assert.That(CountCertified(classifier, Epsilon),
            Is.GreaterThan(Data.Count * 3 / 4).And.GreaterThan(CountCertified(Toys.TrainedClassifier(Data), Epsilon)));
    }

    [TestCase(0f, 0.5f, 1, 0f, 0.5f, "epsilon of certified training is 0")]
    [TestCase(float.NaN, 0.5f, 1, 0f, 0.5f, "epsilon of certified training is NaN")]
    [TestCase(0.1f, 1f, 1, 0f, 0.5f, "naturalShare of certified training is 1")]
    [TestCase(0.1f, 0.5f, 0, 0f, 0.5f, "rivals of certified training is 0")]
    [TestCase(0.1f, 0.5f, 1, 1f, 0.5f, "start of certified training is 1")]
    [TestCase(0.1f, 0.5f, 1, 0f, -1f, "ramp of certified training is -1")]
    public void An_option_out_of_its_range_is_named(
        float epsilon, float natural, int rivals, float start, float ramp, string message)
    {
        CertifiedOptions options =
            new() { Epsilon = epsilon, NaturalShare = natural, Rivals = rivals, Start = start, Ramp = ramp };
        Assert.That(options.Validate, Throws.ArgumentException.With.Message.Contains(message));
        Assert.That(
            new CertifiedOptions { Trainer = CertifiedTrainer.Intervals, Rivals = 2 }.Validate,
                Throws.ArgumentException.With.Message.Contains("none with ibp"));
    }

    private static CertifiedStep Step(
        Network classifier, Optimizer optimizer, CertifiedOptions options, float rate = 1e-3f) =>
        new(Toys.Learner("classifier", classifier, optimizer, rate), Toys.Batches(classifier, Data, 8), options);

    private static int CountCertified(Network classifier, float epsilon) =>
        Certifier.Certify(classifier, new IntervalBounds(classifier, new Ball(Norm.LInfinity, epsilon, Box.Unit), 32),
            Data)
            .Zip(Certifier.Certify(
                classifier, new CrownBounds(classifier, new Ball(Norm.LInfinity, epsilon, Box.Unit), 32), Data))
                .Count(both => both.First || both.Second);

    private static void Copy(ReferenceNetwork from, double[][][] to)
    {
        for (int layer = 0; layer < to.Length; layer++)
        {
            for (int k = 0; k < to[layer].Length; k++)
            {
                from.Parameters[layer][k].CopyTo(to[layer][k], 0);
            }
        }
    }

    private static double CrossEntropy(double[] logits, int label)
    {
        double largest = logits.Max();
        return Math.Log(logits.Sum(z => Math.Exp(z - largest))) + largest - logits[label];
    }
}
