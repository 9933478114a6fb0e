using System.Globalization;
using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Training.Callbacks;

public class MetricsWriterTests
{
    [Test]
    public void A_line_is_the_mean_of_twenty_updates_and_the_last_of_what_is_left()
    {
        // 43 updates: means of 0…19, 20…39 and 40…42, across the epochs
        (string text, MetricsWriter metrics) = Write(s => [s, -s], 43, "up", "down");
        Assert.That(text, Is.EqualTo("""
            step,stage,name,value
            20,recording,up,9.5
            20,recording,down,-9.5
            40,recording,up,29.5
            40,recording,down,-29.5
            43,recording,up,41
            43,recording,down,-41

            """));
        Assert.That(metrics.Rows, Has.Count.EqualTo(6));
        Assert.That(metrics.Rows[3], Is.EqualTo(new MetricsRow(40, "recording", "down", -29.5)));
    }

    [Test]
    public void Every_training_starts_a_window_of_its_own()
    {
        using var stream = new MemoryStream();
        var metrics = new MetricsWriter(stream);
        TrainingLoop.Run(new RecordingStep(_ => [1], "one"), 7, 1, 1, new RandomStream(1), [metrics]);
        TrainingLoop.Run(new RecordingStep(_ => [2, 3], "two", "three"), 20, 1, 1, new RandomStream(1), [metrics]);
        Assert.That(metrics.Rows.Select(r => (r.Step, r.Name, r.Value)),
            Is.EqualTo([(7L, "one", 1.0), (20L, "two", 2.0), (20L, "three", 3.0)]));
    }

    [Test]
    public void Numbers_are_written_with_a_point_and_read_back_as_they_were()
    {
        CultureInfo.CurrentCulture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = ",";
        using var stream = new MemoryStream();
        var metrics = new MetricsWriter(stream);
        double[] values = [1 / 3.0, 1e-300, -123456.789e20, 0.1, float.MaxValue, 0];
        foreach (double value in values)
        {
            metrics.Write(1, "stage", "name", value);
        }
        string[] lines = Text(stream).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.That(lines.Select(line => double.Parse(line.Split(',')[3], CultureInfo.InvariantCulture)),
            Is.EqualTo(values));
        Assert.That(Text(stream), Does.Not.Contain("\r"));
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());

    private static (string Text, MetricsWriter Metrics) Write(
        Func<long, float[]> figures, int steps, params string[] names)
    {
        using var stream = new MemoryStream();
        var metrics = new MetricsWriter(stream);
        TrainingLoop.Run(new RecordingStep(figures, names), steps, 1, 1, new RandomStream(1), [metrics]);
        return (Text(stream), metrics);
    }
}
