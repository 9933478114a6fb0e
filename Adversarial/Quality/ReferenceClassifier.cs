using System.Security.Cryptography;

namespace Scratch.Adversarial.Quality;

/// <summary>
/// A fixed classifier, of the package Scratch.Datasets or of your own: it says what samples show, and its last hidden
/// layer gives the features that they are compared in.
/// </summary>
/// <remarks>
/// Trained on real training examples alone, by a command that docs/generative.md gives. Its name has the start of its
/// file's SHA-256, since figures in features can be compared only where the network is the same.
/// </remarks>
public sealed class ReferenceClassifier
{
    private const int DigitsOfHash = 12;
    private const double LeastAccuracy = 0.8; // a judge of other images gets about one in ten right
    private const int ExamplesOfChoice = 2000;
    private static readonly string[] Shipped = ["mnist", "fashion-mnist"];

    private static ReferenceClassifier[]? _all; // once those that ship are registered

    private readonly Network _classifier;
    private readonly Network _toFeatures;

    /// <summary>A judge from any classifier whose last layer is Dense.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="classifier">At least one layer before the last.</param>
    /// <exception cref="ArgumentException">It has no hidden layer, or ends otherwise.</exception>
    public ReferenceClassifier(string name, Network classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        if (classifier.Layers is not [_, .., Dense])
        {
            throw new ArgumentException(
                $"The judge '{name}' must have a hidden layer and end with a Dense layer.", nameof(classifier));
        }
        (Name, _classifier) = (name, classifier);
        _toFeatures = new Network(classifier.Inputs, classifier.Layers.SkipLast(1));
        classifier.Parameters.Values[.._toFeatures.Parameters.Values.Length].CopyTo(_toFeatures.Parameters.Values);
        classifier.State.Values[.._toFeatures.State.Values.Length].CopyTo(_toFeatures.State.Values);
    }

    /// <summary>The data set that it was trained on, and the start of the SHA-256 of its file.</summary>
    public string Name { get; }

    /// <summary>The number of pixels that it takes.</summary>
    public int Inputs => _classifier.Inputs;

    /// <summary>The number of classes.</summary>
    public int Classes => _classifier.Outputs;

    /// <summary>The network itself, which must not be changed.</summary>
    public Network Classifier => _classifier;

    /// <summary>The judge that gets the most of some real examples right.</summary>
    /// <param name="real">Labelled examples; up to 2,000 of them are asked for.</param>
    /// <exception cref="InvalidDataException">No judge that ships takes such images, or gets four in five of these
    /// right.</exception>
    public static ReferenceClassifier For(Dataset real)
    {
        (ReferenceClassifier? best, double accuracy) = Best(real);
        if (best is null)
        {
            throw new InvalidDataException(
                $"{real.Name}: {real.Domain.Form} in {real.Classes} classes; the judges that ship "
                    + $"({string.Join(", ", Shipped)}) take 28 x 28 in 10.");
        }
        return accuracy >= LeastAccuracy
            ? best
            : throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{real.Name}: the best of the judges that ship, {best.Name}, gets {accuracy:0.0%} right; "
                    + $"expected at least {LeastAccuracy:0%}."));
    }

    /// <summary>
    /// The same where a judge is of use but not needed: null if none knows such images, or there are none.
    /// </summary>
    /// <param name="real">Labelled examples; up to 2,000 of them are asked for.</param>
    public static ReferenceClassifier? Find(Dataset real) =>
        real is { Count: > 0 } && Best(real) is { Accuracy: >= LeastAccuracy } known ? known.Judge : null;

    /// <summary>The judge of one of the data sets that the project knows.</summary>
    /// <param name="data">mnist or fashion-mnist.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    /// <exception cref="FileNotFoundException">The package Scratch.Datasets is not registered (<see
    /// cref="PackagedFiles"/>).</exception>
    public static ReferenceClassifier Open(string data)
    {
        string resource = FileOf(data);
        if (!Shipped.Contains(data))
        {
            throw new ArgumentException(
                $"There is no judge of '{data}'; expected {string.Join(" or ", Shipped)}.", nameof(data));
        }
        using Stream stream = PackagedFiles.Open($"The judge of {data}", resource);
        string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        return new ReferenceClassifier($"{data}-{hash[..DigitsOfHash]}", ModelFile.Read(stream, resource, out _));
    }

    /// <summary>The outputs of the last hidden layer. (N, pixels) -> (N, features). Allocates.</summary>
    public Matrix Features(Matrix images) => _toFeatures.PredictOutputs(images);

    /// <summary>The class of every image.</summary>
    public int[] PredictClasses(Matrix images) => Evaluator.PredictClasses(_classifier, images);

    /// <summary>The share of labelled images that it gets right.</summary>
    public double Accuracy(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Evaluation.Accuracy.Compute(PredictClasses(data.Inputs), data.Labels.Span);
    }

    /// <summary>Those that ship; none where their package isn't registered.</summary>
    private static ReferenceClassifier[] Registered()
    {
        if (_all is null && Shipped.All(HasFile))
        {
            _all = [.. Shipped.Select(Open)];
        }
        return _all ?? [];
    }

    private static bool HasFile(string data)
    {
        using Stream? file = PackagedFiles.Find(FileOf(data));
        return file is not null;
    }

    private static string FileOf(string data) => $"judges/{data}.safetensors";

    private static (ReferenceClassifier? Judge, double Accuracy) Best(Dataset real)
    {
        ArgumentNullException.ThrowIfNull(real);
        Dataset some = real.Take(Math.Min(ExamplesOfChoice, real.Count));
        return Registered()
            .Where(judge => judge.Inputs == real.Inputs.Columns && judge.Classes == real.Classes)
            .Select(judge => ((ReferenceClassifier?)judge, judge.Accuracy(some)))
            .DefaultIfEmpty()
            .MaxBy(pair => pair.Item2);
    }
}
