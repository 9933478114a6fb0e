using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scratch.Adversarial.Settings;

/// <summary>
/// One option of a record of options, defined once: what files and the command line call it, its help, its range, and
/// when it has nothing to say. The command line's options, the changes that they make, the checks of configurations and
/// the messages come from it.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed record Setting<T>
    where T : class
{
    /// <summary>What files call it: <c>penaltyWeight</c>.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// What the command line calls it, and the word for its value: <c>--penalty-weight WEIGHT</c>; null if it is in
    /// files alone.
    /// </summary>
    public string? Usage { get; init; }

    /// <summary>Another name of it on the command line.</summary>
    public string? Alias { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public string Help { get; init; } = "";

    /// <summary>The words that it takes, if they are few.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>
    /// The words that files have for it, if they are few; a question is answered by true or false there.
    /// </summary>
    public IReadOnlyList<string> WordsInFiles { get; init; } = [];

    /// <summary>What its values are, for messages: "a number in [0, 1)"; empty where it is on or off.</summary>
    public string Expected { get; init; } = "";

    /// <summary>The value that the options have, as text; empty for none.</summary>
    public required Func<T, string> Get { get; init; }

    /// <summary>Changes the options by a text that <see cref="RefuseText"/> has nothing against.</summary>
    public Func<T, string, T> Set { get; init; } = (_, _) =>
        throw new NotSupportedException("Files alone have this setting.");

    /// <summary>What is wrong with a text, or null.</summary>
    public Func<string, string?> RefuseText { get; init; } = _ => null;

    /// <summary>What is wrong with the value that the options have, or null.</summary>
    public Func<T, string?> RefuseValue { get; init; } = _ => null;

    /// <summary>
    /// Why it has nothing to say in these options, or null: "is for a penalty; expected --penalty r1 beside it".
    /// </summary>
    public Func<T, string?> Unless { get; init; } = _ => null;

    /// <summary>Whether it is on, if it is one that is off or absent where it has nothing to say.</summary>
    public Func<T, bool> IsOn { get; init; } = _ => false;

    /// <summary>Whether it has no value on the command line: it is there or not.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>Its name on the command line, or null.</summary>
    public string? Flag => Usage?.Split(' ')[0];

    /// <summary>
    /// What is wrong with these options, or null: a value out of its range, or one where it has nothing to say.
    /// </summary>
    public string? Refuse(T options) => RefuseValue(options) ?? (IsOn(options) ? Unless(options) : null);

    /// <summary>A number.</summary>
    public static Setting<T> Number<TNumber>(
        string usage, string help, Func<T, TNumber> get, Func<T, TNumber, T> set, NumberRange range,
            [CallerArgumentExpression(nameof(get))] string key = "")
        where TNumber : struct, INumber<TNumber> => Value(usage, help, get, set, new Numbers<TNumber>(range), key);

    /// <summary>A number that may be absent: there is a default then, or none is needed.</summary>
    public static Setting<T> Optional<TNumber>(
        string usage, string help, Func<T, TNumber?> get, Func<T, TNumber, T> set, NumberRange range,
            [CallerArgumentExpression(nameof(get))] string key = "")
        where TNumber : struct, INumber<TNumber>
    {
        var kind = new Numbers<TNumber>(range);
        return Value(usage, help, options => get(options) ?? default, set, kind, key) with
        {
            Get = options => get(options) is { } value ? kind.Write(value) : "",
            RefuseValue = options => get(options) is { } value ? kind.Refuse(value) : null,
            IsOn = options => get(options) is not null,
        };
    }

    /// <summary>One of the words of an enumeration.</summary>
    public static Setting<T> Choice<TEnum>(
        string usage, string help, Func<T, TEnum> get, Func<T, TEnum, T> set,
            [CallerArgumentExpression(nameof(get))] string key = "")
        where TEnum : struct, Enum => Value(usage, help, get, set, Settings.Words.Of<TEnum>(), key);

    /// <summary>Something that is off unless it is asked for.</summary>
    public static Setting<T> Switch(
        string flag, string help, Func<T, bool> get, Func<T, T> set,
        [CallerArgumentExpression(nameof(get))] string key = "") => new()
        {
            Key = KeyOf(key),
            Usage = flag,
            Help = help,
            IsSwitch = true,
            Get = options => get(options) ? "true" : "false",
            Set = (options, _) => set(options),
            IsOn = get,
        };

    /// <summary>A value of any kind.</summary>
    public static Setting<T> Value<TValue>(
        string usage, string help, Func<T, TValue> get, Func<T, TValue, T> set, Kind<TValue> kind,
            [CallerArgumentExpression(nameof(get))] string key = "") =>
        InFile(get, kind, key) with
        {
            Usage = usage,
            Help = help,
            Words = kind.Words,
            Set = (options, text) => set(options, kind.Read(text, usage)),
            RefuseText = kind.Refuse,
        };

    /// <summary>A value that files alone have.</summary>
    public static Setting<T> InFile<TValue>(
        Func<T, TValue> get, Kind<TValue> kind, [CallerArgumentExpression(nameof(get))] string key = "") => new()
        {
            Key = KeyOf(key),
            Expected = kind.Expected,
            WordsInFiles = typeof(TValue).IsEnum ? kind.Words : [],
            Get = options => kind.Write(get(options)),
            RefuseValue = options => kind.Refuse(get(options)),
        };

    /// <summary>A number that files alone have.</summary>
    public static Setting<T> InFile<TNumber>(
        Func<T, TNumber> get, NumberRange range, [CallerArgumentExpression(nameof(get))] string key = "")
        where TNumber : struct, INumber<TNumber> => InFile(get, new Numbers<TNumber>(range), key);

    /// <summary>The same setting of a record that has these options as a part.</summary>
    /// <param name="get">The part; null if it is not there.</param>
    /// <param name="set">The record with another part.</param>
    /// <param name="absent">Why it has nothing to say where the part is not there.</param>
    /// <param name="key">Left out: the part's name is read from <paramref name="get"/>.</param>
    public Setting<TWhole> In<TWhole>(
        Func<TWhole, T?> get, Func<TWhole, T, TWhole> set, string? absent = null,
            [CallerArgumentExpression(nameof(get))] string key = "")
        where TWhole : class => new()
        {
            Key = $"{KeyOf(key)}.{Key}",
            Usage = Usage,
            Alias = Alias,
            Help = Help,
            Words = Words,
            WordsInFiles = WordsInFiles,
            Expected = Expected,
            IsSwitch = IsSwitch,
            Get = whole => get(whole) is { } part ? Get(part) : "",
            Set = (whole, text) => get(whole) is { } part ? set(whole, Set(part, text)) : whole,
            RefuseText = RefuseText,
            RefuseValue = whole => get(whole) is { } part ? RefuseValue(part) : null,
            Unless = whole => get(whole) is { } part ? Unless(part) : absent,
            IsOn = whole => get(whole) is { } part && IsOn(part),
        };

    /// <summary>Throws if one of these settings has a value that it can't have.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="options">The options.</param>
    /// <param name="owner">What messages call the options.</param>
    /// <exception cref="ArgumentException">The message names the setting's key, its value and what was
    /// expected.</exception>
    public static void Check(IEnumerable<Setting<T>> settings, T options, string owner)
    {
        foreach (Setting<T> setting in settings)
        {
            if (setting.Refuse(options) is { } problem)
            {
                throw new ArgumentException($"The {setting.Key} of {owner} {problem}.");
            }
        }
    }

    /// <summary><c>o => o.Attack.Steps ?? 0</c> is attack.steps.</summary>
    private static string KeyOf(string getter)
    {
        string path = getter.Split("=>")[^1].Trim().Split(' ')[0].Replace("?", "", StringComparison.Ordinal);
        return string.Join('.', path.Split('.').Skip(1).Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
    }
}
