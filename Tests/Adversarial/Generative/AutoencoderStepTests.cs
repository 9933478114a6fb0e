using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Generative;

public class AutoencoderStepTests
{
    private const int Latent = 2, Pixels = 6;

    private static readonly Dataset Data = Toys.Images(12, height: 2, width: 3);
    private static readonly int[] Rows = [7, 2, 11];
    private static readonly RandomStream Random = new(1);

    /// <summary>
    /// 1/B Σ BCE(decoder(μ + σ ⊙ ε), x) + β KL, in double precision, differentiated by central differences.
    /// </summary>
    [Test]
    public void The_gradients_of_all_parameters_are_those_of_the_whole_loss([Values(0f, 1f, 4f)] float beta)
    {
        Network encoder = Toys.Encoder(Pixels, Latent, hidden: 5), decoder = Toys.Generator(Latent, Pixels, hidden: 5);
        var encoderGradients = new RecordingOptimizer(encoder.Parameters);
        var decoderGradients = new RecordingOptimizer(decoder.Parameters);
        var step = new AutoencoderStep(
            Toys.Learner("encoder", encoder, encoderGradients, 1),
            Toys.Learner("decoder", decoder, decoderGradients, 1), Data, 5)
        { Beta = beta };
        float[] metrics = Toys.RunOnce(step, Rows, Random);

        Matrix noise = Matrix.Allocate(Rows.Length, Latent);
        Random.FillNormal(noise.Span);
        ReferenceNetwork encoderReference = Numeric.Whole(encoder), decoderReference = Numeric.ToLogits(decoder);
        ReferenceLoss crossEntropy = ReferenceLoss.Of(new BinaryCrossEntropy());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(metrics[0], Is.EqualTo(Mean(beta, 1)).Within(1e-5));
            Assert.That(metrics[1], Is.EqualTo(Mean(0, 1)).Within(1e-5), "reconstruction");
            Assert.That(metrics[2], Is.EqualTo(Mean(1, 0)).Within(1e-5), "divergence");
        }
        Numeric.RequireGradients(encoderGradients.Gradients, encoderReference, () => Mean(beta, 1));
        Numeric.RequireGradients(decoderGradients.Gradients, decoderReference, () => Mean(beta, 1));

        double Mean(double divergenceWeight, double reconstructionWeight)
        {
            double sum = 0;
            for (int i = 0; i < Rows.Length; i++)
            {
                double[] x = Numeric.Row(Data.Inputs, Rows[i]), heads = encoderReference.Output(x);
                double[] z = ReferenceReparameterisation.Forward(heads, Numeric.Row(noise, i));
                sum += reconstructionWeight * crossEntropy.Forward(decoderReference.Output(z), x);
                sum += divergenceWeight * ReferenceReparameterisation.Divergence(heads);
            }
            return sum / Rows.Length;
        }
    }

    [TestCase(1e-6f, 1f)]
    [TestCase(100f, 0f)]
    public void Free_nats_that_all_numbers_reach_change_nothing_and_more_than_they_have_leave_the_reconstruction_alone(
        float freeNats, float sameAsBeta)
    {
        (double[] ofFree, float[] figures) = Gradient(1, freeNats);
        (double[] expected, _) = Gradient(sameAsBeta, freeNats: 0);
        Assert.That(ofFree, Is.EqualTo(expected).Within(1e-6));
        Assert.That(figures[0], Is.EqualTo(figures[1] + Math.Max(figures[2], Latent * freeNats)).Within(1e-4));

        static (double[] Encoder, float[] Figures) Gradient(float beta, float freeNats)
        {
            Network encoder = Toys.Encoder(Pixels, Latent, hidden: 5),
                decoder = Toys.Generator(Latent, Pixels, hidden: 5);
            var gradients = new RecordingOptimizer(encoder.Parameters);
            var step = new AutoencoderStep(
                Toys.Learner("encoder", encoder, gradients, 1),
                Toys.Learner("decoder", decoder, new RecordingOptimizer(decoder.Parameters), 1), Data, 5)
            {
                Beta = beta,
                FreeNats = freeNats,
            };
            float[] metrics = Toys.RunOnce(step, Rows, Random);
            return ([.. gradients.Gradients.SelectMany(Agreement.Doubles)], metrics);
        }
    }

    [Test]
    public void A_decoder_that_is_not_trained_stays_as_it_is_and_the_encoder_learns_to_invert_it()
    {
        Network encoder = Toys.Encoder(Pixels, Latent), decoder = Toys.Generator(Latent, Pixels);
        float[] before = decoder.Parameters.Values.ToArray();
        var step = new AutoencoderStep(
            Toys.Learner("encoder", encoder, 1e-2f), Toys.Learner(
            "decoder", decoder, new Sgd(decoder.Parameters), 1e-2f), Data, 12)
        { TrainsDecoder = false, Beta = 0.01f };
        float loss = Toys.RunOnce(step, Rows, Random)[1];
        Toys.Train(step, Data.Count, batchSize: 12, epochs: 100);
        Assert.That(Toys.RunOnce(step, Rows, Random)[1], Is.LessThan(loss));
        Assert.That(decoder.Parameters.Values.ToArray(), Is.EqualTo(before));
        Assert.That(decoder.Parameters.Gradients.ToArray(), Is.All.Zero);
        Assert.That(step.Learners.Select(learner => learner.Name), Is.EqualTo(new[] { "encoder" }));
    }

    [Test]
    public void The_loss_falls_and_examples_come_back()
    {
        Dataset data = Toys.Images(60);
        Network encoder = Toys.Encoder(30, 4, hidden: 16), decoder = Toys.Generator(4, 30, hidden: 16);
        var step = new AutoencoderStep(
            Toys.Learner("encoder", encoder, 1e-2f), Toys.Learner("decoder", decoder, 1e-2f), data, 20)
        { Beta = 0.1f };
        float before = Toys.RunOnce(step, [.. Enumerable.Range(0, 20)], Random)[0];
        Toys.Train(step, data.Count, batchSize: 20, epochs: 100);
        float after = Toys.RunOnce(step, [.. Enumerable.Range(0, 20)], Random)[0];
        // the images themselves have an entropy, below which it can't fall
        Assert.That(after, Is.LessThan(0.85 * before));

        Matrix again = decoder.PredictOutputs(PromptBank.Encode(PromptEncoder.From(encoder), data).Means);
        double error = Agreement.Doubles(again).Zip(Agreement.Doubles(data.Inputs), (a, x) => Math.Abs(a - x))
            .Average();
        Assert.That(error, Is.LessThan(0.12), "the noise over the patterns is 0.075 on average");
    }

    [Test]
    public void Networks_that_do_not_fit_are_refused()
    {
        Network encoder = Toys.Encoder(Pixels, 3), decoder = Toys.Generator(2, Pixels);
        Assert.That(
            () => new AutoencoderStep(
                Toys.Learner("encoder", encoder, 1), Toys.Learner("decoder", decoder, 1), Data, 4),
            Throws.ArgumentException.With.Message.Contains("6 outputs").And.Message.Contains("4"));
    }

    /// <summary>
    /// The label is a part of both inputs: the reference sees [x | y] and [z | y] as rows of its own.
    /// </summary>
    [Test]
    public void The_gradients_of_a_conditional_one_are_those_of_the_whole_loss()
    {
        Network encoder = Toys.Encoder(Pixels + Toys.Classes, Latent, hidden: 5),
            decoder = Toys.Generator(Latent + Toys.Classes, Pixels, hidden: 5);
        var encoderGradients = new RecordingOptimizer(encoder.Parameters);
        var decoderGradients = new RecordingOptimizer(decoder.Parameters);
        var step = new AutoencoderStep(
            Toys.Learner("encoder", encoder, encoderGradients, 1),
            Toys.Learner("decoder", decoder, decoderGradients, 1), Data, 5);
        Toys.RunOnce(step, [1, 0, 5, 4], Random); // a larger batch before: nothing of its labels may stay behind
        float[] metrics = Toys.RunOnce(step, Rows, Random);

        Matrix noise = Matrix.Allocate(Rows.Length, Latent);
        Random.FillNormal(noise.Span);
        ReferenceNetwork encoderReference = Numeric.Whole(encoder), decoderReference = Numeric.ToLogits(decoder);
        ReferenceLoss crossEntropy = ReferenceLoss.Of(new BinaryCrossEntropy());
        Assert.That(metrics[0], Is.EqualTo(Mean()).Within(1e-5));
        Numeric.RequireGradients(encoderGradients.Gradients, encoderReference, Mean);
        Numeric.RequireGradients(decoderGradients.Gradients, decoderReference, Mean);

        double Mean() => Enumerable.Range(0, Rows.Length).Average(i =>
        {
            double[] label = new double[Toys.Classes], x = Numeric.Row(Data.Inputs, Rows[i]);
            label[Data.Labels.Span[Rows[i]]] = 1;
            double[] heads = encoderReference.Output([.. x, .. label]);
            double[] z = ReferenceReparameterisation.Forward(heads, Numeric.Row(noise, i));
            return crossEntropy.Forward(decoderReference.Output([.. z, .. label]), x)
                + ReferenceReparameterisation.Divergence(heads);
        });
    }

    [TestCase(0.5f, 0, 0.2f)]
    [TestCase(0.5f, 3, 0.8f)]
    [TestCase(0.5f, 4, 1f)]
    [TestCase(0.5f, 9, 1f)]
    [TestCase(0f, 0, 1f)]
    public void The_divergence_warms_up_in_a_straight_line(float warmUp, long step, float factor)
    {
        const float Beta = 3;
        Network encoder = Toys.Encoder(Pixels, Latent), decoder = Toys.Generator(Latent, Pixels);
        var training = new AutoencoderStep(
            Toys.Learner("encoder", encoder, new RecordingOptimizer(encoder.Parameters), 1),
            Toys.Learner("decoder", decoder, new RecordingOptimizer(decoder.Parameters), 1), Data, 5)
        {
            Beta = Beta,
            WarmUp = warmUp,
        };
        float[] metrics = new float[3];
        training.Run(new StepContext(step, 0, 10, Rows, Random), metrics); // of ten updates
        Assert.That(metrics[0], Is.EqualTo(metrics[1] + (Beta * factor * metrics[2])).Within(1e-5));
    }

    [Test]
    public void A_conditional_encoder_without_its_decoder_is_refused()
    {
        Network encoder = Toys.Encoder(Pixels + Toys.Classes, Latent), decoder = Toys.Generator(Latent, Pixels);
        Assert.That(
            () => new AutoencoderStep(
                Toys.Learner("encoder", encoder, 1), Toys.Learner("decoder", decoder, 1), Data, 4),
            Throws.ArgumentException.With.Message.Contains("3 of them for the class"));
        Assert.That(
            () => PromptBank.Encode(PromptEncoder.From(Toys.Encoder(Pixels + 1, Latent)), Data),
            Throws.ArgumentException.With.Message.Contains("7 inputs").And.Message.Contains("6 pixels"));
    }
}
