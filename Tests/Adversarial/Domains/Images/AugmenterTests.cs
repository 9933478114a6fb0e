using NUnit.Framework;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;
using Scratch.Tests.Engine;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Domains.Images;

public class AugmenterTests
{
    private const int Height = 11, Width = 13, Count = 200;

    private static readonly AugmentationOptions Everything = new()
    {
        Rotation = 30,
        Shift = 2,
        Scale = 0.3f,
        Crop = 0.3f,
        Shear = 0.2f,
        Elastic = 0.7f,
        ElasticWidth = 2,
        Cutout = 3,
        Noise = 0.3f,
    };
    private static readonly Matrix Images = Samples.Uniform(Count, Height * Width, seed: 1, low: 0, high: 1);

    private static IEnumerable<TestCaseData<AugmentationOptions, string>> Wrong =>
    [
        new(new() { Rotation = 181 }, "rotation is 181; expected a number from 0 to 180"),
        new(new() { Rotation = -1 }, "rotation is -1"),
        new(new() { Shift = float.NaN }, "shift is NaN"),
        new(new() { Shift = float.PositiveInfinity }, "shift"),
        new(new() { Scale = 1 }, "scale is 1"),
        new(new() { Crop = 1 }, "crop is 1"),
        new(new() { Noise = -0.1f }, "noise is -0.1"),
        new(new() { Shear = -0.1f }, "shear is -0.1"),
        new(new() { Elastic = float.NaN }, "elastic is NaN"),
        new(new() { ElasticWidth = 0 }, "elasticWidth is 0; expected a number above 0"),
        new(new() { Cutout = -1 }, "cutout is -1"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void Options_out_of_range_are_named_with_their_value(AugmentationOptions options, string message)
    {
        Assert.That(options.Validate, Throws.ArgumentException.With.Message.Contains(message));
        Assert.That(() => new Augmenter(options, 2, 2), Throws.ArgumentException.With.Message.Contains(message));
    }

    [Test]
    public void Without_options_it_is_the_identity() =>
        Assert.That(Agreement.Bits(Augment(new(), Images)), Is.EqualTo(Agreement.Bits(Images)));

    [Test]
    public void The_result_stays_in_the_pixel_range_and_differs()
    {
        float[] values = Augment(Everything, Images).Span.ToArray();
        Assert.That((values.Min(), values.Max()), Is.EqualTo((0f, 1f)),
            "the noise reaches both ends, and is clipped there");
        Assert.That(values, Is.Not.EqualTo(Images.Span.ToArray()));
        float[] smooth = Augment(Everything with { Noise = 0 }, Images).Span.ToArray();
        Assert.That(smooth, Is.All.InRange(0f, 1f));
    }

    [Test]
    public void A_shift_moves_the_image_evenly_within_its_range_and_keeps_its_ink()
    {
        Matrix dots = Matrix.Allocate(Count, Height * Width);
        for (int i = 0; i < Count; i++)
        {
            dots[i, (5 * Width) + 6] = 1; // the middle
        }
        Matrix moved = Augment(new() { Shift = 3 }, dots);
        double[] down = new double[Count], right = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            Assert.That(moved.Row(i).ToArray().Sum(), Is.EqualTo(1).Within(1e-5), "bilinear weights sum to one");
            for (int pixel = 0; pixel < moved.Columns; pixel++)
            {
                down[i] += moved[i, pixel] * ((pixel / Width) - 5);
                right[i] += moved[i, pixel] * ((pixel % Width) - 6);
            }
        }
        foreach (double[] shift in new[] { down, right })
        {
            Assert.That(shift, Is.All.InRange(-3.0001, 3.0001));
            Assert.That(shift.Average(), Is.Zero.Within(0.5)); // four standard deviations of 200 uniform draws
            Assert.That(shift.Average(s => s * s), Is.EqualTo(3).Within(0.8), "the variance of a uniform draw from ±3");
        }
        Assert.That(down.Zip(right, (d, r) => d * r).Average(), Is.Zero.Within(0.9),
            "the two directions are drawn apart");
    }

    [Test]
    public void A_rotation_keeps_the_ink()
    {
        Matrix images = Matrix.Allocate(Count, Height * Width);
        for (int i = 0; i < Count; i++)
        {
            images.Row(i).Slice((4 * Width) + 4, 5).Fill(0.5f); // a bar that stays inside at every angle
            images.Row(i).Slice((5 * Width) + 4, 5).Fill(1);
            images.Row(i).Slice((6 * Width) + 4, 5).Fill(0.5f);
        }
        Matrix turned = Augment(new() { Rotation = 180 }, images);
        for (int i = 0; i < Count; i++)
        {
            Assert.That(turned.Row(i).ToArray().Sum(), Is.EqualTo(10).Within(0.6));
        }
    }

    [Test]
    public void A_crop_shows_what_lies_inside_the_image()
    {
        Matrix white = Matrix.Allocate(Count, Height * Width);
        white.Fill(1);
        float[] cropped = Augment(new() { Crop = 0.4f }, white).Span.ToArray();
        // The window ends at the border; the centre of its last pixel lies up to half of 0.4 pixels beyond that of the
        // image's.
        Assert.That(cropped.Min(), Is.GreaterThanOrEqualTo((0.8f * 0.8f) - 1e-5f));
        Assert.That(cropped.Average(), Is.GreaterThan(0.99));
    }

    [Test]
    public void A_scale_changes_the_size_to_either_side()
    {
        Matrix blocks = Matrix.Allocate(Count, Height * Width);
        for (int i = 0; i < Count; i++)
        {
            for (int row = 3; row < 8; row++)
            {
                blocks.Row(i).Slice((row * Width) + 4, 5).Fill(1);
            }
        }
        Matrix scaled = Augment(new() { Scale = 0.2f }, blocks);
        double[] area = [.. Enumerable.Range(0, Count).Select(i => scaled.Row(i).ToArray().Sum() / 25.0)];
        Assert.That(area, Is.All.InRange(0.8 * 0.8 * 0.9, 1.2 * 1.2 * 1.1)); // a tenth for the sampling of five pixels
        Assert.That(area.Min(), Is.LessThan(0.75));
        Assert.That(area.Max(), Is.GreaterThan(1.3));
    }

    [Test]
    public void A_shear_moves_each_row_sideways_in_proportion_to_its_height()
    {
        Matrix bars = Matrix.Allocate(Count, Height * Width);
        for (int i = 0; i < Count; i++)
        {
            for (int row = 0; row < Height; row++)
            {
                bars[i, (row * Width) + 6] = 1;
            }
        }
        Matrix sheared = Augment(new() { Shear = 0.8f }, bars);
        double[] slopes = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            slopes[i] = CentreOfRow(sheared.Row(i), 9) / 4; // rows 9 and 2 are 4 below and 3 above the middle
            Assert.That(CentreOfRow(sheared.Row(i), 2), Is.EqualTo(-3 * slopes[i]).Within(1e-4));
            Assert.That(CentreOfRow(sheared.Row(i), 5), Is.Zero.Within(1e-6));
        }
        Assert.That(slopes, Is.All.InRange(-0.8001, 0.8001));
        Assert.That(slopes.Average(s => s * s), Is.EqualTo(0.64 / 3).Within(0.06),
            "the variance of a uniform draw from ±0.8");

        static double CentreOfRow(ReadOnlySpan<float> image, int row)
        {
            double sum = 0, moment = 0;
            for (int column = 0; column < Width; column++)
            {
                sum += image[(row * Width) + column];
                moment += image[(row * Width) + column] * (column - 6);
            }
            return moment / sum;
        }
    }

    [Test]
    public void An_elastic_change_moves_points_by_its_root_mean_square()
    {
        Matrix ramp = Matrix.Allocate(Count, Height * Width);
        for (int i = 0; i < Count; i++)
        {
            for (int pixel = 0; pixel < ramp.Columns; pixel++)
            {
                // 0.05 for each row, so that the change of a pixel tells how far down it was taken from
                ramp[i, pixel] = (pixel / Width) / 20f;
            }
        }
        Matrix bent = Augment(new() { Elastic = 0.8f, ElasticWidth = 1.5f }, ramp);
        int middle = (5 * Width) + 6;
        double[] down = [.. Enumerable.Range(0, Count).Select(i => (bent[i, middle] - ramp[i, middle]) * 20.0)];
        Assert.That(Math.Sqrt(down.Average(d => d * d)), Is.EqualTo(0.8).Within(0.12));
        Assert.That(down.Average(), Is.Zero.Within(0.2));
    }

    [Test]
    public void A_cutout_blackens_a_square_anywhere()
    {
        Matrix white = Matrix.Allocate(Count, Height * Width);
        white.Fill(1);
        Matrix cut = Augment(new() { Cutout = 5 }, white);
        var corners = new HashSet<int>();
        for (int i = 0; i < Count; i++)
        {
            int[] black = [.. Enumerable.Range(0, cut.Columns).Where(pixel => cut[i, pixel] == 0)];
            int rows = black.Max(p => p / Width) - black.Min(p => p / Width) + 1,
                columns = black.Max(p => p % Width) - black.Min(p => p % Width) + 1;
            Assert.That(black, Has.Length.EqualTo(rows * columns), "it is whole");
            Assert.That((rows, columns), Is.EqualTo((5, 5)).Or.Matches<(int, int)>(
                side => side.Item1 is >= 3 and <= 5 && side.Item2 is >= 3 and <= 5), "less only at the border");
            corners.Add(black[0]);
        }
        Assert.That(corners, Has.Count.GreaterThan(60), "of 11 · 13 centres");
        Assert.That(cut.Span.ToArray(), Is.All.EqualTo(0).Or.EqualTo(1));
    }

    [Test]
    public void Noise_has_its_deviation_and_is_another_in_every_row_of_pixels()
    {
        Matrix grey = Matrix.Allocate(Count, Height * Width);
        grey.Fill(0.5f);
        Matrix noisy = Augment(new() { Noise = 0.05f }, grey);
        Assert.That(noisy.Span.ToArray().Average(), Is.EqualTo(0.5).Within(0.002));
        Assert.That(noisy.Span.ToArray().Average(x => (x - 0.5) * (x - 0.5)), Is.EqualTo(0.0025).Within(0.0001));
        Assert.That(noisy.Row(0)[..Width].ToArray(), Is.Not.EqualTo(noisy.Row(0).Slice(Width, Width).ToArray()));
    }

    [Test]
    public void An_example_is_changed_alike_wherever_it_stands_and_whoever_is_beside_it()
    {
        Matrix all = Augment(Everything, Images);
        int[] rows = [150, 3, 150];
        Matrix some = Augment(Everything, Images, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.That(Agreement.Bits(some.SliceRows(i, 1)), Is.EqualTo(Agreement.Bits(all.SliceRows(rows[i], 1))));
        }
    }

    [Test, NonParallelizable]
    public void The_number_of_threads_changes_no_bit_and_nothing_is_allocated()
    {
        using var threads = new PoolThreads(1);
        int[] expected = Agreement.Bits(Augment(Everything, Images));
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Assert.That(Agreement.Bits(Augment(Everything, Images)), Is.EqualTo(expected), $"{count} threads");
        }
        WorkerPool.Threads = 2;
        var augmenter = new Augmenter(Everything, Height, Width);
        int[] rows = [.. Enumerable.Range(0, Count)];
        Matrix output = Matrix.Allocate(Count, Height * Width);
        Assert.That(Allocations.OfWarm(() => augmenter.Augment(Images, rows, new RandomStream(1), output)), Is.Zero);
    }

    [Test]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var augmenter = new Augmenter(Everything, Height, Width);
        Assert.That(() => augmenter.Augment(Matrix.Allocate(1, 142), new int[1], default, Matrix.Allocate(1, 142)),
            Throws.ArgumentException);
        Assert.That(() => augmenter.Augment(Images, new int[Count - 1], default, Matrix.Allocate(Count, 143)),
            Throws.ArgumentException);
    }

    private static Matrix Augment(AugmentationOptions options, Matrix images, int[]? rows = null)
    {
        rows ??= [.. Enumerable.Range(0, images.Rows)];
        Matrix output = Samples.Poisoned(rows.Length, images.Columns);
        Matrix examples = Matrix.Allocate(rows.Length, images.Columns);
        RowOperations.Gather(images, rows, examples);
        new Augmenter(options, Height, Width).Augment(examples, rows, new RandomStream(9), output);
        return output;
    }
}
