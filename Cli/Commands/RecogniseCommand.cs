using System.Text;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Cli.Sounds;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch recognise</c>: which word is in each file, or in each part of a stream.</summary>
internal static class RecogniseCommand
{
    private const string StandardInput = "-";
    private const int BlocksOfSecond = 100;

    private static readonly Argument<string> RunArgument = OpenedWords.Run();

    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "A WAV file of one word, at any rate. - is stdin, in which word after word is told as it ends.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<int?> Raw = Usage.Number<int>(
        "--raw RATE", "stdin has no header: samples of 16 bits, little-endian, of one channel, RATE of them a second.",
        new(Resampler.LowestRate, Resampler.HighestRate));

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    private static readonly Option<bool> Json =
        new("--json") { Description = "Print a JSON object on a line for each word." };

    public static Command Create() => new ToolCommand(
        "recognise", "Which word is spoken in each file, or one after the other in a stream.", Execute, RunArgument,
        Files)
    {
        Groups = [new("Input", Raw), new("Output", Json, Threads)],
        Examples =
        [
            "scratch recognise runs/speech-fsdd-0 seven.wav # Which word it is.",
            "scratch recognise runs/speech-fsdd-0 a.wav b.wav --json # As JSON lines.",
            "scratch recognise runs/speech-fsdd-0 - --raw 16000 # Word after word, from arecord -f S16_LE -r 16000.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        string[] files = parsed.GetValue(Files)!;
        if (parsed.IsGiven(Raw) && !files.Contains(StandardInput))
        {
            throw new UsageException($"{Raw.Name} is for stdin; expected - among the files.");
        }
        SpeechRecogniser recogniser = OpenedWords.Open(parsed.GetValue(RunArgument)!).CreateRecogniser();
        int exitCode = ExitCode.Done;
        foreach (string file in files)
        {
            parsed.Cancellation().ThrowIfCancellationRequested();
            // what is wrong with one file is told, and the others are still recognised
            int code = Failures.Guard(parsed.InvocationConfiguration.Error, () => "", () =>
            {
                if (file == StandardInput)
                {
                    ReadStream(parsed, recogniser, Console.OpenStandardInput(), parsed.GetValue(Raw));
                }
                else
                {
                    ReadFile(parsed, recogniser, file);
                }
                return ExitCode.Done;
            });
            exitCode = code == ExitCode.Done ? exitCode : code;
            if (code == ExitCode.Interrupted)
            {
                break;
            }
        }
        return exitCode;
    }

    private static void ReadFile(ParseResult parsed, SpeechRecogniser recogniser, string file)
    {
        if (!Path.Exists(file))
        {
            throw new FileNotFoundException($"{file}: there is no such file; expected a WAV file, or - for stdin.");
        }
        Sound sound = WavFile.Read(file);
        Tell(parsed, sound.Remark);
        if (!recogniser.TryRecognise(sound.Samples.Span, sound.Rate, out RecognisedWord word))
        {
            throw new InvalidDataException(sound.Seconds * ActivePart.Rate < ActivePart.FewestSamples
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{file}: {sound.Seconds * 1000:0.#} ms of sound; expected at least 25 ms.")
                : $"{file}: silence; expected a word.");
        }
        Write(parsed, file, recogniser, word);
    }

    /// <summary>Recognises the words of a stream, each when it has ended.</summary>
    internal static void ReadStream(ParseResult parsed, SpeechRecogniser recogniser, Stream stream, int? rawRate)
    {
        const string Name = "stdin";
        WavReader? wav = rawRate is null ? new WavReader(stream, Name) : null;
        var raw = new RawSound(stream);
        int rate = rawRate ?? wav!.Rate;
        var words = new SpeechStream(recogniser, rate);
        float[] block = new float[Math.Max(1, rate / BlocksOfSecond)];
        for (int count; (count = wav?.Read(block) ?? raw.Read(block)) > 0;)
        {
            parsed.Cancellation().ThrowIfCancellationRequested();
            words.Add(block.AsSpan(0, count));
            WriteAll();
        }
        words.Finish();
        WriteAll();
        Tell(parsed, wav?.Remark);

        void WriteAll()
        {
            while (words.TryTake(out RecognisedWord word))
            {
                Write(parsed, Name, recogniser, word);
                parsed.InvocationConfiguration.Output.Flush();
            }
        }
    }

    private static void Tell(ParseResult parsed, string? remark)
    {
        if (remark is not null)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"scratch: {remark}");
        }
    }

    private static void Write(ParseResult parsed, string file, SpeechRecogniser recogniser, RecognisedWord word)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            WriteJson(output, file, recogniser, word);
            return;
        }
        string name = string.Join(' ', Terminal.Words(recogniser.Classes[word.Class]));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: {name} ({word.Confidence * 100:0.0} %), "
                + $"{word.Start:0.00} s to {word.Start + word.Seconds:0.00} s")
            + (word.IsShortened ? ", the loudest stretch of a longer sound" : ""));
    }

    private static void WriteJson(TextWriter output, string file, SpeechRecogniser recogniser, RecognisedWord word)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("class", recogniser.Classes[word.Class]);
            json.WriteNumber("confidence", word.Confidence);
            json.WriteNumber("start", Math.Round(word.Start, 6));
            json.WriteNumber("end", Math.Round(word.Start + word.Seconds, 6));
            json.WriteNumber("milliseconds", Math.Round(word.Seconds * 1000, 3));
            json.WriteBoolean("shortened", word.IsShortened);
            json.WriteStartObject("probabilities");
            for (int c = 0; c < recogniser.Classes.Count; c++)
            {
                json.WriteNumber(recogniser.Classes[c], recogniser.Probabilities[c]);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
