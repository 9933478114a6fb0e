namespace Scratch.Cli.Lab.Rooms;

/// <summary>A question that a room can't answer; the message says which number or word is wrong, and what was
/// expected.</summary>
/// <param name="message">The sentence.</param>
internal sealed class RoomException(string message) : Exception(message)
{
    /// <summary>Throws unless a number lies between two others.</summary>
    public static void RequireBetween(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
        {
            throw new RoomException(string.Create(
                CultureInfo.InvariantCulture, $"{name} is {value}; expected {least} to {most}."));
        }
    }

    /// <summary>Throws unless there are so many numbers, none of them too large.</summary>
    public static void RequireNumbers(IReadOnlyList<float> numbers, int count, float largest, string name)
    {
        if (numbers.Count != count)
        {
            throw new RoomException($"{name} has {numbers.Count} numbers; expected {count}.");
        }
        foreach (float number in numbers)
        {
            RequireBetween(number, -largest, largest, name);
        }
    }

    /// <summary>Throws unless a word is one of some.</summary>
    public static void RequireWord(string word, IEnumerable<string> words, string name)
    {
        if (!words.Contains(word))
        {
            throw new RoomException($"{name} is '{word}'; expected {string.Join(", ", words)}.");
        }
    }
}
