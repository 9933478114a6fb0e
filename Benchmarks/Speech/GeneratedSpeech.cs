using System.Numerics.Tensors;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Domains.Speech.Synthesis;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Speech;

/// <summary>
/// Words that a generator of the official split says, and copies of recorded ones, as another recogniser of that split
/// hears them, which has learned from recorded words alone.
/// </summary>
internal static class GeneratedSpeech
{
    private const int OfClass = 100;
    private const ulong JudgeSeed = 1000;

    private static readonly SpeechOptions Official = new() { Split = SpeechSplit.Official };

    /// <summary>Trains the judge, and a generator for each seed, and prints.</summary>
    public static void Measure(string data, int seeds)
    {
        SpeechTrial judge = SpeechTrial.Train(data, Official, JudgeSeed, SpeechTrial.Plain);
        Network network = judge.State.Classifier!;
        var recogniser = new SpeechRecogniser(network, (SpeechDomain)judge.Training.Domain);
        string accuracy = SpeechCommand.Number(SpeechTrial.Accuracy(network, judge.OpenTest()));
        Console.WriteLine($"The judge recognises {accuracy} of the words to test on.");
        Copy(data, recogniser);
        Console.WriteLine("| seed | heard | the least of a class | spread, of real speech's | trained on them alone |");
        Console.WriteLine("|---|---|---|---|---|");
        for (int seed = 0; seed < seeds; seed++)
        {
            SpeechTrial trial = SpeechTrial.Train(data, Official, (ulong)seed, SpeechTrial.WithoutBaseline);
            int classes = trial.Training.Classes;
            SpeechGenerator generator = trial.CreateGenerator();
            float[][] words = [.. Enumerable.Range(0, OfClass * classes).Select(i =>
                generator.Say(i % classes, new RandomStream((ulong)seed).Fork(i)))];
            double[] heard = [.. Enumerable.Range(0, classes).Select(c => Share(
                words.Where((_, i) => i % classes == c), word => Hears(recogniser, word, c)))];
            using var folder = new SpokenFolder(words, classes);
            double spread = Spread(trial, folder) / Spread(trial, trial.Training);
            double[] figures = [heard.Average(), heard.Min(), spread, TrainOn(data, folder, classes)];
            Console.WriteLine($"| {seed} | {string.Join(" | ", figures.Select(SpeechCommand.Number))} |");
        }
    }

    /// <summary>Words to spectra of 40 bands, a frame every 10 ms, and back.</summary>
    private static void Copy(string data, SpeechRecogniser recogniser)
    {
        IReadOnlyList<SpokenClip> test = new SpeechSource(data, Official).ReadParts().Test;
        (int heard, int heardAsRecorded, double distance) = (0, 0, 0);
        foreach (SpokenClip clip in test)
        {
            int frames = (clip.Samples.Length + LogMelScale.Hop - 1) / LogMelScale.Hop;
            var scale = new LogMelScale(frames);
            var analysis = new LogMelAnalysis(scale);
            Matrix spectrum = Matrix.Allocate(1, scale.Length), again = Matrix.Allocate(1, scale.Length);
            analysis.Analyse(clip.Samples.Span, spectrum);
            float[] copy = new float[scale.Samples];
            new LogMelSynthesis(scale).Synthesise(spectrum, new RandomStream(0), copy);
            analysis.Analyse(copy, again);
            distance += LogMelAnalysis.Distance(spectrum.Row(0), again.Row(0));
            heard += Hears(recogniser, copy, clip.Label) ? 1 : 0;
            heardAsRecorded += Hears(recogniser, clip.Samples.Span, clip.Label) ? 1 : 0;
        }
        string[] shares = [.. new[] { heard, heardAsRecorded, distance }
            .Select(sum => SpeechCommand.Number(sum / test.Count))];
        Console.WriteLine($"Of {test.Count} copies it hears {shares[0]}, of what they were copied from {shares[1]}; "
            + $"they are {shares[2]} dB from it.");
    }

    private static bool Hears(SpeechRecogniser recogniser, ReadOnlySpan<float> word, int c) =>
        recogniser.TryRecognise(word, ActivePart.Rate, out RecognisedWord recognised) && recognised.Class == c;

    /// <summary>The mean distance of features from the mean of their class.</summary>
    private static double Spread(SpeechTrial trial, SpokenFolder folder)
    {
        var source = new SpeechSource(
            folder.Path, new SpeechOptions { TestPath = folder.Path }, (SpeechDomain)trial.Training.Domain);
        return Spread(trial, source.OpenTest(trial.Training.Classes));
    }

    private static double Spread(SpeechTrial trial, Dataset words)
    {
        Matrix features = trial.FrontEnd.Network.PredictOutputs(words.Inputs);
        double sum = 0;
        for (int c = 0; c < words.Classes; c++)
        {
            int[] rows = [.. Enumerable.Range(0, words.Count).Where(row => words.Labels.Span[row] == c)];
            float[] mean = new float[features.Columns];
            foreach (int row in rows)
            {
                TensorPrimitives.MultiplyAdd(features.Row(row), 1f / rows.Length, mean, mean);
            }
            sum += rows.Average(row => Reductions.Distance<float>(features.Row(row), mean));
        }
        return sum / words.Classes;
    }

    /// <summary>
    /// What a classifier that has learned from these words alone makes of the recorded words to test on.
    /// </summary>
    private static double TrainOn(string data, SpokenFolder folder, int classes)
    {
        using var test = new SpokenFolder([], classes);
        foreach (SpokenClip clip in new SpeechSource(data, Official).ReadParts().Test)
        {
            File.Copy(Path.Combine(data, clip.Name), Path.Combine(test.Path, Path.GetFileName(clip.Name)));
        }
        SpeechTrial trial = SpeechTrial.Train(
            folder.Path, new SpeechOptions { TestPath = test.Path }, 0, SpeechTrial.Plain);
        return SpeechTrial.Accuracy(trial.State.Classifier!, trial.OpenTest());
    }

    private static double Share<T>(IEnumerable<T> all, Func<T, bool> holds)
    {
        T[] list = [.. all];
        return list.Count(holds) / (double)list.Length;
    }
}
