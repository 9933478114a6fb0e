using CsCheck;

namespace Scratch.Tests.Engine;

/// <summary>Property tests whose cases are the same in every run.</summary>
internal static class Seeded
{
    /// <summary>
    /// Checks the property for <paramref name="cases"/> generated values. CsCheck's own seed fixes the first of its
    /// cases alone.
    /// </summary>
    public static void SampleSeeded<T>(this Gen<T> values, int cases, Action<T> property)
    {
        for (uint i = 0; i < cases; i++)
        {
            values.Sample(property, seed: new PCG(i, 2026).ToString(), iter: 1, threads: 1);
        }
    }
}
