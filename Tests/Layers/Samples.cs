using Scratch.Engine;

namespace Scratch.Tests.Layers;

/// <summary>Random matrices for the tests of layers.</summary>
internal static class Samples
{
    /// <summary>
    /// The widths that every element-wise loop is tested at: both sides of every vector boundary, and an image.
    /// </summary>
    public static IEnumerable<int> Widths => [.. Enumerable.Range(1, 40), 784];

    public static Matrix Uniform(int rows, int columns, ulong seed, float low = -1, float high = 1)
    {
        Matrix matrix = Matrix.Allocate(rows, columns);
        new RandomStream(seed).FillUniform(matrix.Span, low, high);
        return matrix;
    }

    /// <summary>
    /// Numbers of either sign with magnitudes in [0.1, 1.5): away from the kink of relu, where tanh is curved.
    /// </summary>
    public static Matrix AwayFromZero(int rows, int columns, ulong seed)
    {
        Matrix matrix = Uniform(rows, columns, seed, -1.4f, 1.4f);
        foreach (ref float x in matrix.Span)
        {
            x += x < 0 ? -0.1f : 0.1f;
        }
        return matrix;
    }

    /// <summary>Full of NaN, so that an element that is not overwritten shows.</summary>
    public static Matrix Poisoned(int rows, int columns)
    {
        Matrix matrix = Matrix.Allocate(rows, columns);
        matrix.Fill(float.NaN);
        return matrix;
    }

    /// <summary>Row r is one-hot at column r mod classes.</summary>
    public static Matrix OneHot(int rows, int classes)
    {
        Matrix matrix = Matrix.Allocate(rows, classes);
        for (int row = 0; row < rows; row++)
        {
            matrix[row, row % classes] = 1;
        }
        return matrix;
    }

    /// <summary>Random parameters that keep activations near one; biases too, which would start at zero.</summary>
    public static void FillParameters(ParameterBuffer parameters, ulong seed)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            ParameterDeclaration declaration = parameters.Declarations[i];
            float limit = declaration.Rows == 1 ? 0.5f : MathF.Sqrt(3f / declaration.Rows);
            new RandomStream(seed).Fork(i).FillUniform(parameters.ValueViews.Span[i].Span, -limit, limit);
        }
    }

    /// <summary>Random state, positive as a variance must be, and not at the first values 0 and 1.</summary>
    public static void FillState(ParameterBuffer state, ulong seed)
    {
        for (int i = 0; i < state.Count; i++)
        {
            new RandomStream(seed).Fork(i).FillUniform(state.ValueViews.Span[i].Span, 0.5f, 1.5f);
        }
    }
}
