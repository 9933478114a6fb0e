using System.Numerics;

namespace Scratch.Layers;

/// <summary>A function of single numbers and its derivatives, on whole vectors.</summary>
public interface IVectorFunction
{
    /// <summary>f(x).</summary>
    Vector<float> Value(Vector<float> x);

    /// <summary>f′, in terms of what <see cref="ElementWise.Differentiate"/> is given: f(x), or x.</summary>
    Vector<float> Derivative(Vector<float> y);

    /// <summary>f″, in the same terms.</summary>
    Vector<float> SecondDerivative(Vector<float> y);
}

/// <summary>An element-wise layer whose function is written on whole vectors; the rest of a row is a vector filled up with zeros.</summary>
/// <typeparam name="TFunction">A structure, so that its methods become part of the loops.</typeparam>
public abstract class VectorFunction<TFunction> : ElementWise
    where TFunction : struct, IVectorFunction
{
    private readonly TFunction _function;

    /// <summary>A layer that applies <paramref name="function"/>.</summary>
    private protected VectorFunction(TFunction function) => _function = function;

    /// <inheritdoc/>
    public sealed override void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i += Vector<float>.Count)
        {
            Store(_function.Value(Load(x[i..])), y[i..]);
        }
    }

    /// <inheritdoc/>
    public sealed override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX)
    {
        for (int i = 0; i < y.Length; i += Vector<float>.Count)
        {
            Store(_function.Derivative(Load(y[i..])) * Load(dY[i..]), dX[i..]);
        }
    }

    /// <inheritdoc/>
    public sealed override void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second)
    {
        for (int i = 0; i < y.Length; i += Vector<float>.Count)
        {
            Store(_function.SecondDerivative(Load(y[i..])), second[i..]);
        }
    }

    private static Vector<float> Load(ReadOnlySpan<float> numbers)
    {
        if (numbers.Length >= Vector<float>.Count)
        {
            return new Vector<float>(numbers);
        }
        Span<float> filled = stackalloc float[Vector<float>.Count];
        filled.Clear();
        numbers.CopyTo(filled);
        return new Vector<float>(filled);
    }

    private static void Store(Vector<float> vector, Span<float> numbers)
    {
        if (numbers.Length >= Vector<float>.Count)
        {
            vector.CopyTo(numbers);
            return;
        }
        Span<float> filled = stackalloc float[Vector<float>.Count];
        vector.CopyTo(filled);
        filled[..numbers.Length].CopyTo(numbers);
    }
}
