using System.Runtime.InteropServices;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests;

/// <summary>How well two sets of numbers agree.</summary>
internal static class Agreement
{
    /// <summary>max |actual − expected| / max(|expected|, rms of expected); NaN if an actual number is.</summary>
    public static double Error(Matrix actual, double[] expected)
    {
        double[] numbers = Doubles(actual);
        Assert.That(numbers, Has.Length.EqualTo(expected.Length));
        double rms = Math.Sqrt(expected.Sum(e => e * e) / expected.Length);
        double error = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(numbers[i] - expected[i]);
            error = Math.Max(error, difference == 0 ? 0 : difference / Math.Max(Math.Abs(expected[i]), rms));
        }
        return error;
    }

    /// <summary>As <see cref="Error(Matrix, double[])"/>, with a matrix as what is expected.</summary>
    public static double Error(Matrix actual, Matrix expected) => Error(actual, Doubles(expected));

    /// <summary>The numbers of a matrix, row by row.</summary>
    public static double[] Doubles(Matrix matrix) => [.. Floats(matrix).Select(x => (double)x)];

    /// <summary>The bits of a matrix, row by row: equal bits are equal numbers, NaN included.</summary>
    public static int[] Bits(Matrix matrix) => MemoryMarshal.Cast<float, int>(Floats(matrix)).ToArray();

    private static float[] Floats(Matrix matrix)
    {
        var floats = new float[matrix.Length];
        for (int row = 0; row < matrix.Rows; row++)
        {
            matrix.Row(row).CopyTo(floats.AsSpan(row * matrix.Columns));
        }
        return floats;
    }
}
