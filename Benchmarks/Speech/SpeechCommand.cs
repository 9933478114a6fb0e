using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Runs.Ablation;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Speech;

/// <summary>
/// <c>speech</c>: trains recognisers of spoken digits with several seeds, and says what each recognises; or what
/// generated words are worth; or what prompts bring.
/// </summary>
public static class SpeechCommand
{
    private static readonly Option<DirectoryInfo> Data = new Option<DirectoryInfo>("--data")
    {
        Description = "The recordings of the Free Spoken Digit Dataset, or some with names like theirs.",
        Required = true,
        HelpName = "FOLDER",
    }.AcceptExistingOnly();

    private static readonly Option<int> Seeds = BenchmarkOptions.Count("--seeds", "Seeds, from 0 on.", 3);

    private static readonly Option<int> Epochs = BenchmarkOptions.Count(
        "--epochs", "Epochs of every classifier of the pairs.", 20);

    private static readonly Option<string> Speaker = new("--speaker")
    {
        Description = "Who is tested on.",
        DefaultValueFactory = _ => "lucas",
        HelpName = "NAME",
    };

    private static readonly Option<string> What = new Option<string>("--what")
    {
        Description = "table: the speaker, as recorded, in noise, under attack and certified. "
            + "speakers: each of them left out in turn. "
            + "generated: words that were generated, and copied, as another recogniser hears them. "
            + "prompts: what generated words and adversarial prompts bring, in pairs.",
        DefaultValueFactory = _ => "table",
        HelpName = "WORD",
    }.AcceptOnlyFromAmong("table", "speakers", "generated", "prompts");

    /// <summary>The command.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "speech", "Trains recognisers of spoken digits and says what they recognise.",
        [Data, Seeds, What, Speaker, Epochs],
        parsed =>
        {
            string data = parsed.GetValue(Data)!.FullName;
            int seeds = parsed.GetValue(Seeds);
            var options = new SpeechOptions { HoldOut = [parsed.GetValue(Speaker)!] };
            switch (parsed.GetValue(What))
            {
                case "speakers":
                    LeaveOut(data, seeds);
                    break;
                case "generated":
                    GeneratedSpeech.Measure(data, seeds);
                    break;
                case "prompts":
                    Pair(data, options, seeds, parsed.GetValue(Epochs));
                    break;
                default:
                    Tabulate(data, options, seeds);
                    break;
            }
        });

    private static void Tabulate(string data, SpeechOptions options, int seeds)
    {
        Console.WriteLine("| seed | clean | noise 10 dB | 0 dB | PGD-20 40 dB | 30 dB | 20 dB "
            + "| certified 60 dB | 50 dB | 40 dB | seconds |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        for (int seed = 0; seed < seeds; seed++)
        {
            long start = Stopwatch.GetTimestamp();
            SpeechTrial trial = SpeechTrial.Train(data, options, (ulong)seed, SpeechTrial.WithoutBaseline);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Network classifier = trial.State.Classifier!;
            Dataset test = trial.OpenTest();
            double[] figures =
            [
                SpeechTrial.Accuracy(classifier, test),
                .. new[] { 10f, 0 }.Select(ratio =>
                    SpeechEvaluation.InNoise(classifier, test, ratio, new RandomStream(1)).Accuracy),
                .. new[] { 40f, 30, 20 }.Select(ratio => SpeechTrial.UnderAttack(classifier, test, ratio)),
                .. new[] { 60f, 50, 40 }.Select(ratio => SpeechEvaluation.Certified(classifier, test, ratio)),
            ];
            Console.WriteLine($"| {seed} | {string.Join(" | ", figures.Select(Number))} | {seconds:0} |");
        }
    }

    private static void LeaveOut(string data, int seeds)
    {
        SpeechParts parts = new SpeechSource(data, new SpeechOptions()).ReadParts();
        string[] speakers = [.. parts.Training.Concat(parts.Test).Select(clip => clip.Speaker!).Distinct()
            .Order(StringComparer.Ordinal)];
        Console.WriteLine($"| seed | {string.Join(" | ", speakers)} | mean |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", speakers.Length + 1))}");
        for (int seed = 0; seed < seeds; seed++)
        {
            double[] figures = [.. speakers.Select(speaker =>
            {
                SpeechTrial trial = SpeechTrial.Train(
                    data, new SpeechOptions { HoldOut = [speaker] }, (ulong)seed, SpeechTrial.WithoutBaseline);
                double accuracy = SpeechTrial.Accuracy(trial.State.Classifier!, trial.OpenTest());
                Console.Error.WriteLine($"seed {seed}, without {speaker}: {Number(accuracy)}");
                return accuracy;
            })];
            string[] shown = [.. figures.Append(figures.Average()).Select(Number)];
            Console.WriteLine($"| {seed} | {string.Join(" | ", shown)} |");
        }
    }

    /// <summary>
    /// The same classifier on mixtures with generated words and adversarial prompts, a tenth of them, and with
    /// augmented words in their place.
    /// </summary>
    private static void Pair(string data, SpeechOptions options, int seeds, int epochs)
    {
        var figures = new List<(double With, double Without, double WithAttacked, double WithoutAttacked)>();
        for (int seed = 0; seed < seeds; seed++)
        {
            (double Clean, double Attacked) Arm(Func<double, double> shareOfAugmented, double shareOfGenerated)
            {
                SpeechTrial trial = SpeechTrial.Train(data, options, (ulong)seed, configuration =>
                    SpeechTrial.WithoutBaseline(configuration) with
                    {
                        Classifier = configuration.Classifier with
                        {
                            Epochs = epochs,
                            Mixture = configuration.Classifier.Mixture with
                            {
                                Augmented = shareOfAugmented(configuration.Classifier.Mixture.Augmented),
                                Generated = shareOfGenerated,
                                AdversarialPrompts = shareOfGenerated,
                            },
                        },
                    });
                Dataset test = trial.OpenTest();
                Network classifier = trial.State.Classifier!;
                return (SpeechTrial.Accuracy(classifier, test), SpeechTrial.UnderAttack(classifier, test, 30));
            }
            (double with, double withAttacked) = Arm(share => share, 0.05);
            (double without, double withoutAttacked) = Arm(share => share + 0.1, 0);
            figures.Add((with, without, withAttacked, withoutAttacked));
            Console.Error.WriteLine($"seed {seed}: {Number(with)} with, {Number(without)} without; under attack at 30 "
                + $"dB {Number(withAttacked)}, {Number(withoutAttacked)}");
        }
        Console.WriteLine("| figure | with generated words | without | difference |");
        Console.WriteLine("|---|---|---|---|");
        Row("accuracy", [.. figures.Select(one => one.With)], [.. figures.Select(one => one.Without)]);
        Row("under PGD-20 at 30 dB", [.. figures.Select(one => one.WithAttacked)],
            [.. figures.Select(one => one.WithoutAttacked)]);

        static void Row(string name, double[] with, double[] without)
        {
            double[] differences = [.. with.Zip(without, (a, b) => a - b)];
            string difference = Number(differences[0]);
            if (differences.Length > 1)
            {
                var interval = StudentInterval.From(differences);
                string mean = interval.Mean.ToString("+0.000;-0.000", CultureInfo.InvariantCulture);
                difference = $"{mean} ± {Number(interval.Half)}";
            }
            Console.WriteLine($"| {name} | {Number(with.Average())} | {Number(without.Average())} | {difference} |");
        }
    }

    internal static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
