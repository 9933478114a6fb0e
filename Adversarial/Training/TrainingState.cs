namespace Scratch.Adversarial.Training;

/// <summary>
/// What a training needs to go on where it stopped: texts, numbers and tensors by name. A checkpoint is one of these in
/// a file.
/// </summary>
/// <remarks>
/// Names have parts, joined by dots: <see cref="Scope"/> gives everyone who saves something a part of their own.
/// </remarks>
public sealed class TrainingState
{
    private readonly string _source;
    private readonly string _prefix;
    private readonly Dictionary<string, string> _texts;
    private readonly Dictionary<string, SafetensorsTensor> _tensors;

    /// <summary>A state in which nothing is saved.</summary>
    public TrainingState()
        : this("state", [], [])
    {
    }

    /// <summary>A state that was read.</summary>
    /// <param name="source">What errors call it.</param>
    /// <param name="texts">Texts and numbers.</param>
    /// <param name="tensors">Tensors.</param>
    /// <param name="prefix">What the names of this part start with.</param>
    internal TrainingState(
        string source, Dictionary<string, string> texts, Dictionary<string, SafetensorsTensor> tensors,
        string prefix = "") =>
        (_source, _texts, _tensors, _prefix) = (source, texts, tensors, prefix);

    /// <summary>True if nothing is saved here.</summary>
    public bool IsEmpty => !_texts.Keys.Concat(_tensors.Keys).Any(IsOwn);

    internal IReadOnlyDictionary<string, string> Texts => _texts;

    internal IReadOnlyDictionary<string, SafetensorsTensor> Tensors => _tensors;

    /// <summary>The part of this state whose names start with <paramref name="name"/> and a dot.</summary>
    public TrainingState Scope(string name) => new(_source, _texts, _tensors, $"{_prefix}{name}.");

    /// <summary>Saves a text.</summary>
    public void Write(string name, string text) => _texts[_prefix + name] = text;

    /// <summary>Saves a whole number.</summary>
    public void Write(string name, long number) => Write(name, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Saves numbers with all their bits; they need not be finite.</summary>
    public void Write(string name, ReadOnlySpan<double> numbers) =>
        Write(name, string.Join(
            ' ', numbers.ToArray().Select(number => number.ToString("R", CultureInfo.InvariantCulture))));

    /// <summary>
    /// Saves the tensors of a network, or others with its layout such as an optimizer's moments, as a model file has
    /// them.
    /// </summary>
    /// <param name="network">Gives the names and shapes.</param>
    /// <param name="views">One tensor for each of the network's parameters, in their order; copied.</param>
    public void Write(Network network, ReadOnlyMemory<Matrix> views) => Write(ModelFile.Views(network, views));

    /// <summary>
    /// Saves two blocks with the layouts of a network's parameters and of its state, as if they were these.
    /// </summary>
    public void WriteLike(Network network, Matrix parameters, Matrix state) =>
        Write(ModelFile.Views(network, network.Parameters.ViewsOf(parameters), network.State.ViewsOf(state)));

    /// <summary>Saves the parameters and the state of a network.</summary>
    public void Write(Network network) => Write(ModelFile.Views(network));

    /// <summary>The text of that name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public string ReadText(string name) =>
        _texts.TryGetValue(_prefix + name, out string? text) ? text : throw Wrong(name, "is missing");

    /// <summary>The whole number of that name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public long ReadLong(string name) =>
        long.TryParse(ReadText(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw Wrong(name, $"is '{ReadText(name)}', expected a whole number");

    /// <summary>The whole number of that name, which counts something.</summary>
    /// <param name="name">As it was saved.</param>
    /// <param name="most">The most that it can be.</param>
    /// <exception cref="InvalidDataException">There is none, or it is negative or larger.</exception>
    public long ReadCount(string name, long most = long.MaxValue) =>
        ReadLong(name) is var number && number >= 0 && number <= most ? number
        : throw Wrong(name, $"is {number}, expected 0 to {most}");

    /// <summary>The numbers of that name.</summary>
    /// <param name="name">As it was saved.</param>
    /// <param name="count">How many are expected; any number if not given.</param>
    /// <exception cref="InvalidDataException">There are none, or more or fewer.</exception>
    public double[] ReadDoubles(string name, int? count = null)
    {
        string[] words = ReadText(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double[] numbers = new double[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw Wrong(name, $"has '{words[i]}', expected a number");
            }
        }
        return count is null || count == numbers.Length ? numbers
            : throw Wrong(name, $"has {numbers.Length} numbers, expected {count}");
    }

    /// <summary>Overwrites tensors with those that were saved.</summary>
    /// <param name="network">Gives the names and shapes.</param>
    /// <param name="views">One tensor for each of the network's parameters, in their order, overwritten.</param>
    /// <exception cref="InvalidDataException">One is missing or has another shape.</exception>
    public void Read(Network network, ReadOnlyMemory<Matrix> views) =>
        ModelFile.Fill(ModelFile.Views(network, views), _tensors, _prefix, _source);

    /// <summary>Overwrites two blocks with the layouts of a network's parameters and of its state.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    public void ReadLike(Network network, Matrix parameters, Matrix state) =>
        ModelFile.Fill(ModelFile.Views(network, network.Parameters.ViewsOf(parameters), network.State.ViewsOf(state)),
            _tensors, _prefix, _source);

    /// <summary>Overwrites the parameters and the state of a network.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    public void Read(Network network) => ModelFile.Fill(ModelFile.Views(network), _tensors, _prefix, _source);

    /// <summary>Saves all that is saved here in another state, too. The tensors are not copied.</summary>
    internal void CopyTo(TrainingState other)
    {
        foreach (string key in _texts.Keys.Where(IsOwn))
        {
            other._texts[other._prefix + key[_prefix.Length..]] = _texts[key];
        }
        foreach (string key in _tensors.Keys.Where(IsOwn))
        {
            string name = other._prefix + key[_prefix.Length..];
            other._tensors[name] = new SafetensorsTensor(name, _tensors[key].Shape, _tensors[key].Data);
        }
    }

    /// <summary>Forgets the part whose names start with <paramref name="name"/> and a dot.</summary>
    internal void Remove(string name)
    {
        TrainingState part = Scope(name);
        foreach (string key in _texts.Keys.Concat(_tensors.Keys).Where(part.IsOwn).ToArray())
        {
            _texts.Remove(key);
            _tensors.Remove(key);
        }
    }

    /// <summary>Throws unless a text is the expected one.</summary>
    internal void Require(string name, string expected)
    {
        if (ReadText(name) != expected)
        {
            throw Wrong(
                name, $"is '{ReadText(name)}', but this training's is '{expected}': the checkpoint is of another");
        }
    }

    private void Write(IEnumerable<FileView> views)
    {
        foreach (SafetensorsTensor tensor in ModelFile.ToTensors(views, _prefix))
        {
            _tensors[tensor.Name] = tensor;
        }
    }

    private bool IsOwn(string key) => key.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>What to throw if the text or number of that name is not what was saved.</summary>
    internal InvalidDataException Wrong(string name, string what) => new($"{_source}: '{_prefix}{name}' {what}.");
}
