using NUnit.Framework;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Generative;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;
using Scratch.Tests.Adversarial.Generative;

namespace Scratch.Tests.Adversarial.Classification.SemiSupervised;

public class SemiSupervisedAutoencoderStepTests
{
    private const int Style = 2, Pixels = 6, Prompt = Toys.Classes + Style, LabelledBatch = 4;

    private static readonly Dataset All = Toys.Images(12, height: 2, width: 3);
    private static readonly Dataset Data = All.KeepLabels([1, 3, 5, 6, 11]);
    private static readonly int[] Rows = [7, 2, 11];
    private static readonly RandomStream Random = new(1), Order = new(2);
    private static readonly ReferenceGame Game = ReferenceGames.Of("non-saturating");
    private static readonly ReferenceLoss CrossEntropy = ReferenceLoss.Of(new BinaryCrossEntropy());

    [Test]
    public void Reconstruction_two_games_and_the_labelled_examples_teach_the_encoder([Values(0f, 0.3f)] float weight)
    {
        Network encoder = Encoder(Prompt), decoder = Toys.Generator(Prompt, Pixels, hidden: 5);
        Network judgeOfClass = Toys.Discriminator(Toys.Classes, hidden: 4),
            judgeOfStyle = Toys.Discriminator(Style, hidden: 4);
        RecordingOptimizer ofEncoder = new(encoder.Parameters), ofDecoder = new(decoder.Parameters);
        RecordingOptimizer ofClass = new(judgeOfClass.Parameters), ofStyle = new(judgeOfStyle.Parameters);
        ReferenceNetwork e = Numeric.Whole(encoder), d = Numeric.Whole(decoder), c = Numeric.ToLogits(judgeOfClass),
            s = Numeric.ToLogits(judgeOfStyle);
        var step = new SemiSupervisedAutoencoderStep(
            Toys.Learner("encoder", encoder, ofEncoder), Toys.Learner("decoder", decoder, ofDecoder),
            new DiscriminatorTrainer(Toys.Learner("class", judgeOfClass, ofClass), new(), 5),
            new DiscriminatorTrainer(Toys.Learner("style", judgeOfStyle, ofStyle), new(), 5),
            new LabelledRounds(Data, LabelledBatch, Order), 5)
        {
            ReconstructionWeight = weight,
        };
        float[] metrics = Toys.RunOnce(step, Rows, Random);

        int[] labelled = new LabelledRounds(Data, LabelledBatch, Order).Deal(0).ToArray();
        Matrix anyStyle = Matrix.Allocate(3, Style);
        Random.Fork(9).FillNormal(anyStyle.Span);
        double[] X(int row) => Numeric.Row(Data.Inputs, row);
        double[] Y(int row) => Softmax(e.Output(X(row))[..Toys.Classes]);
        double[] Z(int row) => e.Output(X(row))[Toys.Classes..];
        double Labelled() => labelled.Average(row => -Math.Log(Y(row)[All.Labels.Span[row]]));
        double Reconstruction() =>
            Rows.Average(row => CrossEntropy.Forward(d.Forward([.. Y(row), .. Z(row)])[^2], X(row)));
        double[] OfClasses() => [.. Rows.Select(row => c.Output(Y(row))[0])];
        double[] OfStyles() => [.. Rows.Select(row => s.Output(Z(row))[0])];
        double OfEncoder() =>
            Labelled() + (weight * Reconstruction()) + Game.Generator([], OfClasses()) + Game.Generator([], OfStyles());
        double ClassGame() =>
            Game.Discriminator([.. Enumerable.Range(0, 3)
            .Select(i => c.Output(OneHot(Random.Fork(8).Below(Toys.Classes, (ulong)i)))[0])], OfClasses());
        double StyleGame() =>
            Game.Discriminator([.. Enumerable.Range(0, 3).Select(i => s.Output(Numeric.Row(anyStyle, i))[0])],
            OfStyles());

        Assert.That((float[])[metrics[0], .. metrics[2..]],
            Is.EqualTo(new[] { Labelled(), Reconstruction(), ClassGame(), StyleGame() }).Within(1e-5));
        Numeric.RequireGradients(ofEncoder.Gradients, e, OfEncoder);
        if (weight > 0)
        {
            Numeric.RequireGradients(ofDecoder.Gradients, d, () => weight * Reconstruction());
        }
        Numeric.RequireGradients(ofClass.Gradients, c, ClassGame);
        Numeric.RequireGradients(ofStyle.Gradients, s, StyleGame);
    }

    [Test]
    public void The_classifier_is_the_encoder_without_its_style()
    {
        Network encoder = Encoder(Prompt),
            classifier = SemiSupervisedAutoencoderStep.ClassifierOf(encoder, Toys.Classes);
        Matrix heads = encoder.PredictOutputs(Data.Inputs);
        Assert.That(Agreement.Bits(classifier.PredictOutputs(Data.Inputs)),
            Is.EqualTo(Agreement.Bits(heads.SliceColumns(0, Toys.Classes))));
    }

    [Test]
    public void It_learns_the_classes_of_examples_without_labels()
    {
        Dataset data = Toys.Images(60), few = data.KeepLabels([0, 1, 2]);
        SemiSupervisedAutoencoderStep step = AdversarialSteps.SemiSupervised(data, Style, 12);
        Toys.Train(step, data.Count, 12, epochs: 200);
        Network classifier = SemiSupervisedAutoencoderStep.ClassifierOf(step.Learners[0].Network, Toys.Classes);
        Assert.That(Evaluator.PredictClasses(classifier, few.Inputs)
            .Zip(data.Labels.ToArray(), (seen, label) => seen == label ? 1.0 : 0).Average(), Is.GreaterThan(0.95));
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        SemiSupervisedAutoencoderStep Create(int heads, Dataset data) => new(
            Toys.Learner("encoder", Encoder(heads)), Toys.Learner("decoder", Toys.Generator(Prompt, Pixels)),
            new DiscriminatorTrainer(Toys.Learner("class", Toys.Discriminator(Toys.Classes)), new(), 5),
            new DiscriminatorTrainer(Toys.Learner("style", Toys.Discriminator(Style)), new(), 5),
                new LabelledRounds(data, 4, Order), 5);
        Assert.That(() => Create(Prompt, Data), Throws.Nothing);
        Assert.That(() => Create(Prompt + 1, Data), Throws.ArgumentException.With.Message.Contains("6 outputs"));
        Assert.That(() => Create(Prompt, All), Throws.ArgumentException.With.Message.Contains("known to be labelled"));
    }

    private static Network Encoder(int heads)
    {
        var network = new Network(Pixels, new Dense(Pixels, 5), new Tanh(), new Dense(5, heads));
        Scratch.Tests.Layers.Samples.FillParameters(network.Parameters, 5);
        return network;
    }

    private static double[] OneHot(int label) =>
        [.. Enumerable.Range(0, Toys.Classes).Select(k => k == label ? 1.0 : 0)];

    private static double[] Softmax(double[] x)
    {
        double total = x.Sum(Math.Exp);
        return [.. x.Select(value => Math.Exp(value) / total)];
    }
}
