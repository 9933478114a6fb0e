namespace Scratch.Adversarial.Prompts;

/// <summary>
/// <see cref="ClassPrompts"/> as a safetensors file: of class c <c>c.weight</c> (K), <c>c.mean</c> (K, L) and
/// <c>c.factor</c> (K, L, L), the Cholesky factors of the covariances.
/// </summary>
public static class ClassPromptsFile
{
    private const string ClassesKey = "classes", ConditionsKey = "conditions";

    // A file may claim any number of classes. So many are believed; of more, a third has to have its three tensors.
    private const int ClassesBelieved = 1024;

    /// <summary>Writes the densities.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, ClassPrompts prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        SafetensorsFile.Write(path, prompts.Densities.SelectMany(Tensors), new Dictionary<string, string>
        {
            [ClassesKey] = prompts.Classes.ToString(CultureInfo.InvariantCulture),
            [ConditionsKey] = prompts.Conditions.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Reads densities. Allocates.</summary>
    /// <exception cref="IOException">There is no such file, or it can't be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or something else.</exception>
    public static ClassPrompts Read(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        int most = Math.Max(ClassesBelieved, file.Tensors.Count);
        int classes = Number(ClassesKey), conditions = Number(ConditionsKey);
        HashSet<int> known = [.. file.Tensors.Keys.Select(ClassOf)];
        try
        {
            return new ClassPrompts([.. Enumerable.Range(0, classes).Select(Density)], conditions);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }

        GaussianMixture? Density(int c)
        {
            if (!known.Contains(c))
            {
                return null;
            }
            if (!file.Tensors.TryGetValue($"{c}.weight", out SafetensorsTensor? weight)
                || !file.Tensors.TryGetValue($"{c}.mean", out SafetensorsTensor? mean)
                || mean.Shape is not [int components, int width]
                || !file.Tensors.TryGetValue($"{c}.factor", out SafetensorsTensor? factor)
                    || !factor.Shape.SequenceEqual([components, width, width]))
            {
                throw new InvalidDataException(
                    $"{path}: the density of class {c} has no weight (K), mean (K, L) and factor (K, L, L).");
            }
            return new GaussianMixture(
                weight.Data, new Matrix(mean.Data, 0, components, width, width),
                    new Matrix(factor.Data, 0, components * width, width, width));
        }

        int Number(string key) => file.Metadata.TryGetValue(key, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                && value <= most
                ? value
                : throw new InvalidDataException(
                    $"{path}: __metadata__ has no '{key}', a whole number up to {most}.");
    }

    /// <summary>The class that a tensor belongs to; −1 if to none.</summary>
    private static int ClassOf(string tensor) => tensor.Split('.') is [var c, "weight" or "mean" or "factor"]
        && int.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

    private static IEnumerable<SafetensorsTensor> Tensors(GaussianMixture? density, int c) => density is null ? [] :
    [
        new($"{c}.weight", [density.Components], density.Weights.ToArray()),
        new($"{c}.mean", [density.Components, density.Means.Columns], density.Means.Span.ToArray()),
        new($"{c}.factor", [density.Components, density.Means.Columns, density.Means.Columns],
            density.Factors.Span.ToArray()),
    ];
}
