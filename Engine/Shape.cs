using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Scratch.Engine;

/// <summary>Checks of shapes. Every message prints both of the shapes that disagree.</summary>
public static class Shape
{
    /// <summary>Throws unless both matrices have the same number of rows and of columns.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void RequireSame(
        Matrix first,
        Matrix second,
        [CallerArgumentExpression(nameof(first))] string firstName = "",
        [CallerArgumentExpression(nameof(second))] string secondName = "")
    {
        if (first.Rows != second.Rows || first.Columns != second.Columns)
        {
            Throw($"{firstName} is {first}, but {secondName} is {second}: the shapes must be the same.");
        }
    }

    /// <summary>
    /// Throws unless <paramref name="matrix"/> is (<paramref name="rows"/>, <paramref name="columns"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public static void Require(
        Matrix matrix, int rows, int columns, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        if (matrix.Rows != rows || matrix.Columns != columns)
        {
            Throw($"{name} is {matrix}, but it must be ({rows}, {columns}).");
        }
    }

    /// <summary>
    /// Throws unless a span that goes with the rows of a matrix has <paramref name="expected"/> elements.
    /// </summary>
    /// <exception cref="ArgumentException">The length differs.</exception>
    public static void RequireLength(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            ThrowLength(actual, expected, name);
        }
    }

    /// <summary>Throws if a result would overwrite an operand that is still being read.</summary>
    /// <exception cref="ArgumentException">The two views share memory.</exception>
    public static void RequireDisjoint(
        Matrix source,
        Matrix destination,
        [CallerArgumentExpression(nameof(source))] string sourceName = "",
        [CallerArgumentExpression(nameof(destination))] string destinationName = "")
    {
        if (source.Overlaps(destination))
        {
            Throw($"{destinationName} {destination} shares memory with {sourceName} {source}.");
        }
    }

    // Apart, so that what builds the message is not inlined, with all its memory on the stack, into what is called for
    // every row.
    [DoesNotReturn]
    private static void ThrowLength(int actual, int expected, string name) =>
        Throw($"{name} has {actual} elements, but it must have {expected}.");

    [DoesNotReturn]
    private static void Throw(string message) => throw new ArgumentException(message);
}
