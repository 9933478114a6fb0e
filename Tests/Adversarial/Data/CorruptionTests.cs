using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Domains.Images.Corruptions;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Data;

[NonParallelizable]
public class CorruptionTests
{
    private const int Height = 9, Width = 11;
    private static readonly RandomStream Random = new(5);
    private static readonly Dataset Data = Toys.Images(203, Height, Width);

    private static IEnumerable<Corruption> All => Data.Domain.Corruptions;

    [Test]
    public void There_are_ten_with_names_of_their_own() =>
        Assert.That(All.Select(c => c.Name).Distinct().Count(), Is.EqualTo(10));

    [TestCaseSource(nameof(All))]
    public void Every_pixel_is_written_within_the_range_and_the_original_stays(Corruption corruption)
    {
        int[] before = Agreement.Bits(Data.Inputs);
        for (int severity = 1; severity <= Corruption.Severities; severity++)
        {
            Assert.That(Corrupted(corruption, severity).Span.ToArray(), Is.All.InRange(0f, 1f), $"severity {severity}");
        }
        Assert.That(Agreement.Bits(Data.Inputs), Is.EqualTo(before));
    }

    [TestCaseSource(nameof(All))]
    public void A_higher_severity_moves_the_images_further(Corruption corruption)
    {
        // Smooth images: in the toys' stripes, a shift by three pixels is a shift by none.
        Dataset smooth = Blobs(100);
        Corruption ofTheirSize = smooth.Domain.Corruptions.Single(other => other.Name == corruption.Name);
        double last = 0;
        for (int severity = 1; severity <= Corruption.Severities; severity++)
        {
            Matrix worse = Matrix.Allocate(smooth.Count, smooth.Inputs.Columns);
            CorruptionEvaluator.Corrupt(ofTheirSize, smooth, severity, Random, worse);
            double distance = Enumerable.Range(0, worse.Length)
                .Sum(i => Math.Abs((double)worse.Span[i] - smooth.Inputs.Span[i]));
            Assert.That(distance, Is.GreaterThan(last), $"severity {severity}");
            last = distance;
        }
    }

    [TestCaseSource(nameof(All))]
    public void An_image_does_not_feel_the_others_nor_the_number_of_threads(Corruption corruption)
    {
        using var threads = new PoolThreads(1);
        int[] expected = Agreement.Bits(Corrupted(corruption, 3));
        Dataset first = Data.Take(5);
        Matrix few = Matrix.Allocate(5, Data.Inputs.Columns);
        CorruptionEvaluator.Corrupt(corruption, first, 3, Random, few);
        Assert.That(Agreement.Bits(few), Is.EqualTo(expected[..few.Length]));
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Assert.That(Agreement.Bits(Corrupted(corruption, 3)), Is.EqualTo(expected), $"{count} threads");
        }
    }

    [Test]
    public void Impulse_noise_hits_its_share_of_the_pixels()
    {
        Matrix worse = Corrupted(All.Single(corruption => corruption.Name == "impulse noise"), 5);
        int hit = worse.Span.ToArray().Count(pixel => pixel is 0 or 1),
            white = worse.Span.ToArray().Count(pixel => pixel is 1);
        Assert.That((double)hit / worse.Length, Is.EqualTo(0.27).Within(0.02));
        Assert.That((double)white / hit, Is.EqualTo(0.5).Within(0.05));
    }

    [Test]
    public void Contrast_and_brightness_are_what_their_formulas_say()
    {
        float[] image = [0.2f, 0.4f, 0.6f, 0.8f], output = new float[4];
        new Contrast().Apply(image, output, 2, 2, 2, Random); // m = 0.5, half is kept
        Assert.That(output, Is.EqualTo([0.35f, 0.45f, 0.55f, 0.65f]).Within(Tolerances.ByHand));
        new Brightness().Apply(image, output, 2, 2, 3, Random);
        Assert.That(output, Is.EqualTo([0.5f, 0.7f, 0.9f, 1]).Within(Tolerances.ByHand));
    }

    [Test]
    public void A_blurred_dot_is_the_bell_and_a_plain_image_stays_plain()
    {
        float[] dot = new float[15 * 15], output = new float[15 * 15];
        dot[(7 * 15) + 7] = 1;
        new GaussianBlur().Apply(dot, output, 15, 15, 3, Random); // σ = 1
        Assert.That(output[(7 * 15) + 8] / output[(7 * 15) + 7], Is.EqualTo(Math.Exp(-0.5)).Within(Tolerances.ByHand));
        Assert.That(output[(9 * 15) + 8] / output[(7 * 15) + 7], Is.EqualTo(Math.Exp(-2.5)).Within(Tolerances.ByHand));
        Assert.That(output.Sum(), Is.EqualTo(1).Within(Tolerances.TwoWaysInFloat));
        new GaussianBlur().Apply([.. Enumerable.Repeat(0.7f, 225)], output, 15, 15, 5, Random);
        Assert.That(output, Is.All.EqualTo(0.7f).Within(Tolerances.ByHand));
    }

    [Test]
    public void A_blur_weighs_all_neighbours_and_goes_on_with_the_border()
    {
        const int Height = 5, Width = 9, Radius = 3; // σ = 1
        float[] image = new float[Height * Width], output = new float[Height * Width];
        Random.FillUniform(image);
        new GaussianBlur().Apply(image, output, Height, Width, 3, Random);
        double[] bell = [.. Enumerable.Range(-Radius, (2 * Radius) + 1).Select(i => Math.Exp(-0.5 * i * i))];
        for (int place = 0; place < output.Length; place++)
        {
            double sum = 0;
            for (int i = 0; i < bell.Length * bell.Length; i++)
            {
                int down = i / bell.Length, right = i % bell.Length;
                int row = Math.Clamp((place / Width) + down - Radius, 0, Height - 1),
                    column = Math.Clamp((place % Width) + right - Radius, 0, Width - 1);
                sum += bell[down] * bell[right] * image[(row * Width) + column];
            }
            Assert.That(output[place], Is.EqualTo(sum / Math.Pow(bell.Sum(), 2)).Within(Tolerances.TwoWaysInFloat));
        }
    }

    [Test]
    public void An_occlusion_is_a_rectangle_of_the_share_of_each_side()
    {
        float[] output = new float[20 * 10];
        new Occlusion().Apply([.. Enumerable.Repeat(1f, 200)], output, 20, 10, 2, Random); // 0.22: 4 rows of 2
        Assert.That(output.Count(pixel => pixel == 0), Is.EqualTo(8));
    }

    [Test]
    public void Half_the_size_leaves_the_outer_half_dark()
    {
        float[] output = new float[64];
        new Scale().Apply([.. Enumerable.Repeat(1f, 64)], output, 8, 8, 5, Random);
        Assert.That(output.Count(pixel => pixel > 0.999f), Is.EqualTo(16));
        Assert.That(output[0], Is.Zero);
    }

    [Test]
    public void A_shear_moves_the_upper_rows_one_way_and_the_lower_ones_the_other()
    {
        float[] line = new float[9 * 9], output = new float[9 * 9];
        for (int row = 0; row < 9; row++)
        {
            line[(row * 9) + 4] = 1;
        }
        new Shear().Apply(line, output, 9, 9, 5, Random); // 0.75 for each row: 3 at the fourth from the middle
        int top = Array.IndexOf(output[..9], 1), bottom = Array.IndexOf(output[72..], 1);
        Assert.That((Math.Min(top, bottom), Math.Max(top, bottom)), Is.EqualTo((1, 7)));
    }

    [Test]
    public void The_report_has_every_severity_and_their_means()
    {
        Network classifier = Toys.TrainedClassifier(Data.Take(60));
        CorruptionReport report = CorruptionEvaluator.Evaluate(classifier, Data, Random)!;
        Assert.That(report.Kinds.Select(kind => kind.Name), Is.EqualTo(All.Select(corruption => corruption.Name)));
        Assert.That(report.Kinds.Select(kind => kind.Accuracies.Count), Is.All.EqualTo(5));
        Assert.That(report.Kinds.SelectMany(kind => kind.Accuracies), Is.All.InRange(0.0, 1.0));
        Assert.That(report.Mean, Is.EqualTo(report.Kinds.SelectMany(kind => kind.Accuracies).Average()).Within(1e-12));
        Assert.That(report.Mean, Is.LessThan(1));
    }

    [Test]
    public void A_plain_vector_is_not_turned()
    {
        Dataset vectors = Toys.Images(9, 1, 12);
        CorruptionReport report = CorruptionEvaluator.Evaluate(Toys.Classifier(12), vectors, Random)!;
        Assert.That(report.Kinds.Select(kind => kind.Name),
            Is.EqualTo(["gaussian noise", "impulse noise", "contrast", "brightness"]));
    }

    [TestCase(0)]
    [TestCase(6)]
    public void There_is_no_other_severity(int severity) =>
        Assert.That(() => Corrupted(All.First(), severity), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static Matrix Corrupted(Corruption corruption, int severity)
    {
        Matrix worse = Matrix.Allocate(Data.Count, Data.Inputs.Columns);
        worse.Fill(float.NaN);
        CorruptionEvaluator.Corrupt(corruption, Data, severity, Random, worse);
        return worse;
    }

    /// <summary>A bright blob in the middle of a dark image, not round, so that a turn is seen.</summary>
    private static Dataset Blobs(int count)
    {
        Matrix inputs = Matrix.Allocate(count, 28 * 28);
        for (int i = 0; i < count; i++)
        {
            for (int pixel = 0; pixel < inputs.Columns; pixel++)
            {
                float y = ((pixel / 28) - 13.5f) / 9, x = ((pixel % 28) - 13.5f) / 4;
                inputs[i, pixel] = MathF.Exp(-((y * y) + (x * x)));
            }
        }
        return new Dataset("blobs", inputs, new int[count], 2, new ImageDomain(28, 28));
    }
}
