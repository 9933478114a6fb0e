namespace Scratch.Layers;

/// <summary>How large the layers of sounds may be: a file asks for sizes that nothing else in it backs.</summary>
internal static class SoundSizes
{
    /// <summary>Numbers of one example in one layer.</summary>
    public const int Most = 1 << 18;

    /// <summary>Numbers of a frame, a transform, or bands.</summary>
    public const int MostOfFrame = 1 << 12;

    public static void Require(long size, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Most, name);
    }

    /// <summary>Throws unless a layer of so many inputs cuts into parts of that size.</summary>
    public static void RequireMultiple(int inputs, int size, string layer)
    {
        if (inputs % size != 0)
        {
            throw new ArgumentException($"{layer} takes rows of {size} numbers, and {inputs} is no multiple of that.");
        }
    }
}
