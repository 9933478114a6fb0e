using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Certificates;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>A digit to attack.</summary>
/// <param name="Pixels">784 brightnesses, row by row, 255 the brightest.</param>
/// <param name="Label">What it is; −1 for what the plain classifier says.</param>
/// <param name="Epsilon">The radius in L∞, a share of the brightness.</param>
/// <param name="Steps">Steps of projected gradient ascent.</param>
/// <param name="Reach">The radius in L2 of the attack through the prompt.</param>
internal sealed record AttackQuestion(byte[] Pixels, int Label, float Epsilon, int Steps, float Reach);

/// <summary>What a classifier says of an image.</summary>
/// <param name="Image">784 brightnesses.</param>
/// <param name="Probabilities">Of the ten digits.</param>
/// <param name="Loss">The cross-entropy of the label.</param>
/// <param name="Distance">From the original: the largest change of a pixel, or of a prompt the length of its move.
/// </param>
internal sealed record SeenImage(byte[] Image, float[] Probabilities, float Loss, float Distance);

/// <summary>The attacks on one classifier.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Accuracy">Its share of held-out digits that it has right.</param>
/// <param name="Original">The image as it is.</param>
/// <param name="Sign">sign(gradient of the loss) of each pixel: 0 for −1, 128 for 0, 255 for 1.</param>
/// <param name="FastSign">The image + ε · sign(gradient), within [0, 1].</param>
/// <param name="Steps">Projected gradient ascent: the start, and each step.</param>
internal sealed record AttackedClassifier(
    string Name, double Accuracy, SeenImage Original, byte[] Sign, SeenImage FastSign, SeenImage[] Steps)
{
    /// <summary>
    /// Up to this ε in L∞ no change of the image makes it say another digit: proved by linear bounds.
    /// </summary>
    public float CertifiedRadius { get; init; }

    /// <summary>The image that the decoder makes of the prompt, and of the prompt that was moved.</summary>
    public SeenImage[] ThroughPrompt { get; init; } = [];
}

/// <summary>The same attacks on both.</summary>
/// <param name="Label">What the attacks lead away from.</param>
/// <param name="Classifiers">The plain one, and the robust one.</param>
internal sealed record AttackReply(int Label, AttackedClassifier[] Classifiers);

/// <summary>A digit of the data set.</summary>
/// <param name="Index">Which of those that nothing here is trained on.</param>
internal sealed record DigitQuestion(int Index);

/// <summary>A digit of the data set.</summary>
/// <param name="Pixels">784 brightnesses.</param>
/// <param name="Label">What it is.</param>
internal sealed record DigitReply(byte[] Pixels, int Label);

/// <summary>Room 5: what an attack does to a drawn digit, and what two classifiers say of it.</summary>
internal static class AttackRoom
{
    private const int Pixels = DigitModels.Side * DigitModels.Side, MostSteps = 40, Halvings = 12;

    private static readonly int[] First = [0];

    /// <summary>A digit of the data set.</summary>
    public static DigitReply Example(DigitQuestion question)
    {
        DigitModels models = DigitModels.Get();
        RoomException.RequireBetween(question.Index, 0, models.Examples.Count - 1, "The number of the digit");
        return new DigitReply(
            ToBytes(models.Examples.Inputs.Row(question.Index)), models.Examples.Labels.Span[question.Index]);
    }

    /// <summary>Attacks both classifiers.</summary>
    /// <exception cref="RoomException">A number is out of its range.</exception>
    public static AttackReply Compute(AttackQuestion question)
    {
        if (question.Pixels.Length != Pixels)
        {
            throw new RoomException($"The image has {question.Pixels.Length} pixels; expected {Pixels}.");
        }
        RoomException.RequireBetween(question.Label, -1, 9, "The label");
        RoomException.RequireBetween(question.Epsilon, 0, 1, "ε");
        RoomException.RequireBetween(question.Steps, 1, MostSteps, "The number of steps");
        RoomException.RequireBetween(question.Reach, 0, 10, "The reach in the plane of prompts");
        DigitModels models = DigitModels.Get();
        Matrix image = Matrix.FromRows([.. question.Pixels.Select(pixel => pixel / 255f)]);
        int label = question.Label >= 0 ? question.Label : Evaluator.PredictClasses(models.Plain, image)[0];
        return new AttackReply(label,
        [
            Attack("trained as usual", models.Plain, models, image, label, question),
            Attack($"trained under attack, ε = {DigitModels.TrainedRadius}", models.Robust, models, image, label,
                question),
        ]);
    }

    private static AttackedClassifier Attack(
        string name, Network classifier, DigitModels models, Matrix image, int label, AttackQuestion question)
    {
        var model = new ClassifierModel(classifier, capacity: 1);
        Matrix gradient = Gradient(model, image, label);
        var fast = new AttackOptions
        {
            Epsilon = question.Epsilon,
            StepSize = question.Epsilon,
            Steps = 1,
            RandomStart = false,
        };
        return new AttackedClassifier(
            name, models.AccuracyOf(classifier), See(model, image, image, label),
            [.. gradient.Span.ToArray().Select(g => (byte)(128 + (127 * Math.Sign(float.IsNaN(g) ? 0 : g))))],
            See(model, Perturb(model, image, label, fast), image, label),
            [
                .. Enumerable.Range(0, question.Steps + 1)
                    // the same step however many there are
                    .Select(steps => fast with { StepSize = 2.5f * question.Epsilon / question.Steps, Steps = steps })
                    .Select(options => See(model, Perturb(model, image, label, options), image, label)),
            ])
        {
            CertifiedRadius = CertifiedRadius(classifier, image, label),
            ThroughPrompt = AttackPrompt(model, classifier, models, image, label, question.Reach),
        };
    }

    /// <summary>From the prompt of the image, and from there as far up the loss as the reach allows.</summary>
    private static SeenImage[] AttackPrompt(
        ClassifierModel model, Network classifier, DigitModels models, Matrix image, int label, float reach)
    {
        Matrix prompt = Matrix.Allocate(1, 2);
        models.Encoder.PredictOutputs(image).SliceColumns(0, 2).CopyTo(prompt);
        var through = new GeneratorModel(models.Decoder, classifier, capacity: 1);
        Matrix moved = Perturb(through, prompt, label, new AttackOptions
        {
            Norm = "l2",
            Epsilon = reach,
            Steps = 20,
            RandomStart = false,
        });
        float distance = MathF.Sqrt(
            MathF.Pow(moved[0, 0] - prompt[0, 0], 2) + MathF.Pow(moved[0, 1] - prompt[0, 1], 2));
        Matrix before = models.Decoder.PredictOutputs(prompt), after = models.Decoder.PredictOutputs(moved);
        return [See(model, before, before, label), See(model, after, after, label) with { Distance = distance }];
    }

    private static Matrix Perturb(IModel model, Matrix original, int label, AttackOptions options)
    {
        Matrix result = Matrix.Allocate(1, original.Columns);
        new ProjectedGradient(model, options).Perturb(
            new AttackBatch(original, new[] { label }, First, new RandomStream(Seed: 0)), result);
        return result;
    }

    private static Matrix Gradient(ClassifierModel model, Matrix image, int label)
    {
        Matrix target = Matrix.Allocate(1, 10), dLogits = Matrix.Allocate(1, 10), gradient = Matrix.Allocate(1, Pixels);
        target[0, label] = 1;
        new SoftmaxCrossEntropy().Compute(model.Forward(image), target, default, 1, dLogits);
        model.Backward(dLogits, gradient);
        return gradient;
    }

    private static SeenImage See(ClassifierModel model, Matrix image, Matrix original, int label)
    {
        Matrix logits = model.Forward(image), target = Matrix.Allocate(1, 10), loss = Matrix.Allocate(1, 1);
        target[0, label] = 1;
        new SoftmaxCrossEntropy().Compute(logits, target, loss, 1, default);
        var probabilities = new float[10];
        Probabilities.Write(logits.Row(0), probabilities);
        float distance = image.Span.ToArray().Zip(original.Span.ToArray(), (a, b) => MathF.Abs(a - b)).Max();
        return new SeenImage(ToBytes(image.Row(0)), probabilities, loss[0, 0], distance);
    }

    /// <summary>The largest ε of 2⁻¹² steps for which the bounds hold; 0 where the image is misclassified.</summary>
    private static float CertifiedRadius(Network classifier, Matrix image, int label)
    {
        (float proved, float width) = (0, 0.5f);
        for (int i = 0; i < Halvings; i++, width /= 2)
        {
            var certified = new bool[1];
            var ball = new Ball(Norm.Parse("linf"), proved + width, Box.Unit);
            new CrownBounds(classifier, ball, capacity: 1).Certify(image, new[] { label }, certified);
            proved += certified[0] ? width : 0;
        }
        return proved;
    }

    /// <summary>Brightnesses as bytes.</summary>
    internal static byte[] ToBytes(ReadOnlySpan<float> pixels)
    {
        var bytes = new byte[pixels.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)MathF.Round(255 * Math.Clamp(pixels[i], 0, 1));
        }
        return bytes;
    }
}
