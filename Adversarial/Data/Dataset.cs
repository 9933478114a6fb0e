namespace Scratch.Adversarial.Data;

/// <summary>Where an example comes from.</summary>
/// <param name="Name">Its file, or what else messages call it by.</param>
/// <param name="Group">Whose it is, where several are of one, such as the speaker of a word; null if that is not
/// known.</param>
public sealed record ExampleOrigin(string Name, string? Group);

/// <summary>
/// Examples and what they should lead to: row i of <see cref="Inputs"/> belongs to row i of <see cref="Targets"/>.
/// </summary>
/// <remarks>
/// Classes come in as integers, and their targets are one-hot rows; any other targets come in as a matrix. It can be
/// asked for batches as it is, since it is an <see cref="IExamples"/>.
/// </remarks>
/// <example>
/// <code>
/// Matrix inputs = Matrix.FromRows([0.1f, 0.9f], [0.8f, 0.2f]);
/// var data = new Dataset("two", inputs, labels: [0, 1], classes: 2, new VectorDomain(2, Box.Unit));
/// (Dataset training, Dataset held) = data.Split(1, new RandomStream(Seed: 1));
/// </code>
/// </example>
public sealed class Dataset : IExamples
{
    private readonly int[] _labels;
    private readonly Matrix _inputs;

    /// <summary>A data set of labelled examples over the given memory, which is not copied.</summary>
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="inputs">(examples, features).</param>
    /// <param name="labels">One label for each row, each in [0, <paramref name="classes"/>).</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="domain">What a row means.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or a label is out of range.</exception>
    public Dataset(string name, Matrix inputs, int[] labels, int classes, Domain domain)
        : this(name, inputs, domain)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        Shape.RequireLength(labels.Length, inputs.Rows, nameof(labels));
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange(0, classes - 1);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Label {wrong} is {labels[wrong]}, expected 0 to {classes - 1}.", nameof(labels));
        }
        (_labels, Classes, Targets) = (labels, classes, Matrix.Allocate(inputs.Rows, classes));
        OneHot.Write(labels, Targets);
    }

    /// <summary>
    /// A data set of examples that should lead to any numbers, over the given memory, which is not copied.
    /// </summary>
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="inputs">(examples, features).</param>
    /// <param name="targets">(examples, outputs); the inputs themselves for an autoencoder.</param>
    /// <param name="domain">What a row means.</param>
    /// <exception cref="ArgumentException">The sizes disagree.</exception>
    public Dataset(string name, Matrix inputs, Matrix targets, Domain domain)
        : this(name, inputs, domain)
    {
        Shape.Require(targets, inputs.Rows, targets.Columns);
        (_labels, Classes, Targets) = ([], targets.Columns, targets);
    }

    private Dataset(string name, Matrix inputs, Domain domain)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(domain);
        Shape.Require(inputs, inputs.Rows, domain.Features);
        (Name, _inputs, Domain, _labels, Count) = (name, inputs, domain, [], inputs.Rows);
    }

    /// <summary>A data set of labelled examples that are read as they are asked for.</summary>
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="store">Has the inputs.</param>
    /// <param name="labels">One label for each, each in [0, <paramref name="classes"/>); not copied.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="domain">What a row means.</param>
    internal Dataset(string name, RowStore store, int[] labels, int classes, Domain domain) =>
        (Name, Store, _labels, Classes, Domain, Count) = (name, store, labels, classes, domain, store.Count);

    /// <summary>What messages and reports call it.</summary>
    public string Name { get; }

    /// <summary>What a row means.</summary>
    public Domain Domain { get; }

    /// <summary>The examples: (<see cref="Count"/>, features).</summary>
    /// <exception cref="InvalidDataException">They don't fit into memory, and are not there.</exception>
    public Matrix Inputs => Store is null ? _inputs : throw DataMemory.NotThere(Name);

    /// <summary>
    /// What they should lead to: (<see cref="Count"/>, outputs). Of classes a one-hot row each, or zeros where the
    /// label is not known. Empty of examples that are not in memory, whose <see cref="Labels"/> say the same.
    /// </summary>
    public Matrix Targets { get; }

    /// <summary>
    /// The labels, each in [0, <see cref="Classes"/>); 0 where it is not known: see <see cref="LabelledRows"/>. Empty
    /// where targets are no classes.
    /// </summary>
    public ReadOnlyMemory<int> Labels => _labels;

    /// <summary>The rows whose labels are known, in rising order; null if all are.</summary>
    public ReadOnlyMemory<int>? LabelledRows => Known is { } known ? known : default(ReadOnlyMemory<int>?);

    /// <summary>Where each example comes from; null where that is not told.</summary>
    /// <exception cref="ArgumentException">There is not one for each example.</exception>
    public IReadOnlyList<ExampleOrigin>? Origins
    {
        get;
        init
        {
            Shape.RequireLength(value?.Count ?? Count, Count, nameof(Origins));
            field = value;
        }
    }

    /// <summary>The number of classes, or of outputs where targets are no classes.</summary>
    public int Classes { get; }

    /// <summary>The number of examples.</summary>
    public int Count { get; }

    /// <summary>The numbers of an example.</summary>
    internal int Features => Domain.Features;

    /// <summary>What has the inputs of examples that are not in memory; null of those that are.</summary>
    internal RowStore? Store { get; }

    int IExamples.Inputs => Features;

    int IExamples.Targets => Classes;

    private int[]? Known { get; init; }

    private bool HasLabels => _labels.Length == Count;

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<int> rows, Matrix inputs, Matrix targets)
    {
        this.GatherInputs(rows, inputs);
        if (Store is null)
        {
            RowOperations.Gather(Targets, rows, targets);
        }
        else
        {
            OneHot.Gather(_labels, rows, targets);
        }
    }

    /// <summary>A checksum of all inputs and targets: another one means other examples.</summary>
    public string Digest() => this.ComputeDigest();

    /// <summary>The first <paramref name="count"/> examples, copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public Dataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Count, nameof(count));
        return Subset([.. Enumerable.Range(0, count)]);
    }

    /// <summary>The same examples with other labels, which are all known then. The inputs are not copied.</summary>
    /// <exception cref="ArgumentException">There are more or fewer labels, or one is out of range.</exception>
    public Dataset WithLabels(int[] labels) =>
        new(Name, Inputs, labels, Classes, Domain) { Origins = Origins };

    /// <summary>The same labels for other rows, such as features of the examples. Nothing is copied.</summary>
    /// <param name="inputs">As many rows, in the same order.</param>
    /// <param name="domain">What one of them means.</param>
    /// <exception cref="ArgumentException">The sizes disagree.</exception>
    public Dataset WithInputs(Matrix inputs, Domain domain) => HasLabels
        ? Unlabelled(new Dataset(Name, inputs, _labels, Classes, domain) { Known = Known, Origins = Origins })
        : new Dataset(Name, inputs, Targets, domain) { Origins = Origins };

    /// <summary>Returns a copy in which only these rows keep their labels; the inputs are not copied.</summary>
    /// <param name="rows">The rows whose labels stay known, each once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in [0, <see cref="Count"/>).</exception>
    public Dataset KeepLabels(ReadOnlySpan<int> rows)
    {
        Matrix inputs = Inputs; // of a stored set there is none
        int[] known = [.. rows], labels = new int[Count];
        Array.Sort(known);
        foreach (int row in known)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(rows));
            labels[row] = _labels[row];
        }
        return Unlabelled(new Dataset(Name, inputs, labels, Classes, Domain)
        {
            Known = known,
            Origins = Origins,
        });
    }

    /// <summary>
    /// The examples with the given numbers, in that order, copied. A number may occur more than once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in [0, <see cref="Count"/>).</exception>
    public Dataset Subset(ReadOnlySpan<int> rows)
    {
        ExampleOrigin[]? origins = Origins is null ? null : new ExampleOrigin[rows.Length];
        for (int i = 0; i < rows.Length && origins is not null; i++)
        {
            origins[i] = Origins![rows[i]];
        }
        if (Store is not null && !this.IsSmall(rows.Length))
        {
            int[] chosen = [.. rows], of = Array.ConvertAll(chosen, row => _labels[row]);
            return new Dataset(Name, new ChosenRows(Store, chosen), of, Classes, Domain);
        }
        Matrix inputs = Matrix.Allocate(rows.Length, Features);
        this.GatherInputs(rows, inputs);
        if (!HasLabels)
        {
            Matrix targets = Matrix.Allocate(rows.Length, Targets.Columns);
            RowOperations.Gather(Targets, rows, targets);
            return new Dataset(Name, inputs, targets, Domain) { Origins = origins };
        }
        int[] labels = new int[rows.Length];
        var known = new List<int>();
        for (int i = 0; i < rows.Length; i++)
        {
            labels[i] = _labels[rows[i]];
            if (Known is not null && Array.BinarySearch(Known, rows[i]) >= 0)
            {
                known.Add(i);
            }
        }
        return Unlabelled(new Dataset(Name, inputs, labels, Classes, Domain)
        {
            Known = Known is null ? null : [.. known],
            Origins = origins,
        });
    }

    /// <summary>Deals the examples into two parts at random, every example into one of them. Copies.</summary>
    /// <param name="validationCount">Examples for validation: at least 1, and at least 1 is left for training.</param>
    /// <param name="random">Decides which; the same stream always gives the same parts.</param>
    /// <returns>Both parts, each in the order of this data set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">One of the parts would be empty.</exception>
    public (Dataset Training, Dataset Validation) Split(int validationCount, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(validationCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationCount, Count);
        int[] rows = [.. Enumerable.Range(0, Count)];
        random.Shuffle(rows);
        Span<int> validation = rows.AsSpan(0, validationCount);
        Span<int> training = rows.AsSpan(validationCount);
        validation.Sort(); // copying in file order is kind to the memory, and training shuffles anyway
        training.Sort();
        return (Subset(training), Subset(validation));
    }

    /// <summary>
    /// Throws unless the other data set has examples of the same form and the same number of classes.
    /// </summary>
    /// <remarks>
    /// For whoever evaluates: what was trained on one data set only makes sense on another of the same form.
    /// </remarks>
    /// <exception cref="InvalidDataException">The forms differ.</exception>
    public void RequireSameForm(Dataset other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Form != other.Form)
        {
            throw new InvalidDataException(
                $"{Name} has {Form}, but {other.Name} has {other.Form}: they must be the same.");
        }
    }

    private string Form => $"{Domain.Form} in {Classes} classes";

    /// <summary>Takes the targets of unknown labels away, so that what trains on them can't read one.</summary>
    private static Dataset Unlabelled(Dataset data)
    {
        if (data.Known is { } known)
        {
            for (int row = 0; row < data.Count; row++)
            {
                if (Array.BinarySearch(known, row) < 0)
                {
                    data.Targets.Row(row).Clear();
                }
            }
        }
        return data;
    }
}
