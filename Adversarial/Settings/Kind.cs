namespace Scratch.Adversarial.Settings;

/// <summary>What the values of a setting are: how they are read, written and checked.</summary>
/// <typeparam name="TValue">The type of a value.</typeparam>
internal abstract class Kind<TValue>
{
    private const int Longest = 200; // of a value that a message shows

    /// <summary>What is expected, for messages: "a number in [0, 1)".</summary>
    public abstract string Expected { get; }

    /// <summary>The words that there are, if they are few.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Reads a value, which may still be out of range.</summary>
    /// <returns>False if the text is no such value.</returns>
    public abstract bool TryRead(string text, out TValue value);

    /// <summary>Whether the value is in range.</summary>
    public abstract bool Has(TValue value);

    /// <summary>The value as <see cref="TryRead"/> takes it.</summary>
    public abstract string Write(TValue value);

    /// <summary>What is wrong with a value, or null: "is -1; expected a finite number above 0".</summary>
    public string? Refuse(TValue value) => Has(value) ? null : $"is {Shorten(Write(value))}; expected {Expected}";

    /// <summary>What is wrong with a text, or null.</summary>
    public virtual string? Refuse(string text) =>
        TryRead(text, out TValue value) ? Refuse(value) : $"is '{Shorten(text)}'; expected {Expected}";

    /// <summary>Reads a value.</summary>
    /// <exception cref="ArgumentException">It is no such value, or out of range.</exception>
    public TValue Read(string text, string name) =>
        TryRead(text, out TValue value) && Has(value) ? value : throw new ArgumentException($"{name} {Refuse(text)}.");

    private static string Shorten(string text) => text.Length > Longest ? $"{text[..Longest]}…" : text;
}

/// <summary>The name of a file, a folder or a data set: any text that is not blank.</summary>
internal sealed class Paths : Kind<string>
{
    /// <inheritdoc/>
    public override string Expected => "the name of a file, a folder or a data set";

    /// <inheritdoc/>
    public override bool TryRead(string text, out string value)
    {
        value = text;
        return true;
    }

    /// <inheritdoc/>
    public override bool Has(string value) =>
        !string.IsNullOrWhiteSpace(value) && !value.Contains('\0', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string Write(string value) => value;
}

/// <summary>Several values, with commas between.</summary>
/// <param name="one">The kind of each.</param>
/// <param name="most">How many there are at most.</param>
internal sealed class Lists<TValue>(Kind<TValue> one, int most = int.MaxValue) : Kind<IReadOnlyList<TValue>>
{
    /// <inheritdoc/>
    public override string Expected =>
        $"{one.Expected}, with commas between{(most < int.MaxValue ? $", {most} at most" : "")}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => one.Words;

    /// <inheritdoc/>
    public override bool TryRead(string text, out IReadOnlyList<TValue> value)
    {
        var values = new List<TValue>();
        value = values;
        foreach (string part in text.Split(','))
        {
            if (!one.TryRead(part, out TValue read))
            {
                return false;
            }
            values.Add(read);
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Has(IReadOnlyList<TValue> value) => value.Count <= most && value.All(one.Has);

    /// <inheritdoc/>
    public override string Write(IReadOnlyList<TValue> value) => string.Join(',', value.Select(one.Write));
}
