using System.Globalization;
using Scratch.Engine;

namespace Scratch.Tests.Layers;

/// <summary>The tensors of a golden file, by case and name: see Tests/golden/golden.py.</summary>
internal sealed class GoldenFile
{
    private readonly Dictionary<string, Tensor> _tensors;

    private GoldenFile(IEnumerable<string> lines) =>
        _tensors = lines.Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => Tensor.Parse(parts[1]));

    /// <summary>The full names of all tensors, such as <c>layer/Dense/weight</c>.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>A file of Tests/golden.</summary>
    public static GoldenFile Read(string name) => new(File.ReadLines(Repository.FullPath($"Tests/golden/{name}")));

    public static GoldenFile Parse(string text) => new(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The cases of one kind: the middle parts of the names.</summary>
    public IEnumerable<string> Cases(string kind) =>
        Names.Select(name => name.Split('/')).Where(parts => parts[0] == kind).Select(parts => parts[1]).Distinct();

    public bool Has(string name) => _tensors.ContainsKey(name);

    public double[] Numbers(string name) => _tensors[name].Numbers;

    /// <summary>A tensor as floats, which hold it exactly if it is one that goes in.</summary>
    public Matrix Floats(string name)
    {
        Tensor tensor = _tensors[name];
        Matrix matrix = Matrix.Allocate(tensor.Rows, tensor.Numbers.Length / tensor.Rows);
        for (int i = 0; i < tensor.Numbers.Length; i++)
        {
            matrix.Span[i] = (float)tensor.Numbers[i];
        }
        return matrix;
    }

    private sealed record Tensor(int Rows, double[] Numbers)
    {
        /// <summary>Rows, columns, and the numbers, separated by spaces.</summary>
        public static Tensor Parse(string text)
        {
            double[] parts = [.. text.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
            return parts.Length == 2 + (parts[0] * parts[1])
                ? new Tensor((int)parts[0], parts[2..])
                : throw new FormatException($"({parts[0]}, {parts[1]}) is not {parts.Length - 2} numbers.");
        }
    }
}
