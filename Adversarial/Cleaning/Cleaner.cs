namespace Scratch.Adversarial.Cleaning;

/// <summary>
/// Finds what is wrong with the examples of a data set: values that are no numbers, images that show nothing,
/// duplicates, outliers, wrong labels.
/// </summary>
/// <remarks>
/// Passes over what is left go on until one finds nothing. A pass is a function of the examples, their order, the
/// options and the seed, so cleaning what was cleaned is that last pass again, and changes nothing. Thresholds are on
/// the scores, not on their ranks: a clean set loses nothing or little.
/// </remarks>
public sealed class Cleaner
{
    private readonly Dataset _data;
    private readonly CleaningOptions _options;
    private readonly IProgress<WorkProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly List<Finding> _findings = [];
    private readonly int[] _labels;
    private readonly bool[] _isFixed;
    private List<int> _rows;
    private int _pass;

    private Cleaner(Dataset data, CleaningOptions options, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        (_data, _options, _progress, _cancellation) = (data, options, progress, cancellation);
        _labels = data.Labels.ToArray();
        _isFixed = new bool[data.Count];
        _rows = [.. Enumerable.Range(0, data.Count)];
    }

    /// <summary>Cleans a data set, which stays as it is. Allocates.</summary>
    /// <param name="data">The examples; values may be NaN or infinite.</param>
    /// <param name="options">What to look for.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static CleaningResult Clean(
        Dataset data, CleaningOptions options, IProgress<WorkProgress>? progress = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new Cleaner(data, options, progress, cancellation).Run();
    }

    private CleaningResult Run()
    {
        int before;
        do
        {
            before = _findings.Count;
            _pass++;
            RemoveBroken();
            int sound = _findings.Count; // what costs more waits for a pass in which what costs less finds nothing
            Check(_options.Duplicates, RemoveDuplicates);
            Check(_options.Outliers && _findings.Count == sound, RemoveOutliers);
            Check(_options.Labels && _findings.Count == sound, JudgeLabels);
        }
        while (_findings.Count > before && _pass < _options.MaxPasses);
        return new CleaningResult
        {
            Original = _data,
            Findings = [.. _findings.OrderBy(finding => finding.Row).ThenBy(finding => finding.Pass)],
            Rows = _rows,
            Labels = [.. _rows.Select(row => _labels[row])],
            Passes = _pass,
            IsSettled = _findings.Count == before,
        };
    }

    private void Check(bool isWanted, Action<Dataset> check)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (isWanted && _rows.Count > 0)
        {
            Dataset some = _data.Subset([.. _rows]);
            check(some.WithLabels([.. _rows.Select(row => _labels[row])]));
        }
    }

    private void RemoveBroken()
    {
        foreach (int row in _rows)
        {
            if (BrokenRows.ReasonOf(_data.Inputs.Row(row)) is { } reason)
            {
                Add(row, reason, 0);
            }
        }
        Remove();
    }

    private void RemoveDuplicates(Dataset left)
    {
        Report("duplicates", 0);
        (int[] twins, float[] squared) = Duplicates.Find(left.Inputs, _options.NearDuplicate, _cancellation);
        for (int i = 0; i < twins.Length; i++)
        {
            if (twins[i] >= 0)
            {
                bool isExact = left.Inputs.Row(i).SequenceEqual(left.Inputs.Row(twins[i]));
                double difference = isExact ? 0 : Math.Sqrt(squared[i] / left.Inputs.Columns);
                Add(_rows[i], isExact ? CleaningReason.Duplicate
                    : CleaningReason.NearDuplicate, difference, twin: _rows[twins[i]]);
            }
        }
        Remove();
        Report("duplicates", 1);
    }

    private void RemoveOutliers(Dataset left)
    {
        double[] scores = _options.OutlierScore == OutlierScore.Distance
            ? OutlierScores.Compute(left, Told, _cancellation)
            : ReconstructionScores.Compute(left, _options.Seed, Told, _cancellation);
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > _options.OutlierThreshold)
            {
                Add(_rows[i], CleaningReason.Outlier, scores[i]);
            }
        }
        Remove();

        void Told(double share) => Report("outliers", share);
    }

    private void JudgeLabels(Dataset left)
    {
        Matrix logits = new CrossValidation(_options).Logits(left, share => Report("labels", share), _cancellation);
        int[] suggested = ConfidentLearning.Suggest(
            logits, left.Labels.Span, _options.LabelThreshold, _options.LabelEvidence);
        var probabilities = new ClassProbabilities(logits);
        for (int i = 0; i < suggested.Length; i++)
        {
            if (suggested[i] != left.Labels.Span[i])
            {
                Add(_rows[i], CleaningReason.WrongLabel, probabilities.Row(i)[suggested[i]], suggested: suggested[i]);
            }
        }
        Remove();
    }

    /// <summary>
    /// A label is fixed once. One that is found again is of no class that the others agree on, and its example is
    /// removed.
    /// </summary>
    private void Add(int row, CleaningReason reason, double score, int? suggested = null, int? twin = null)
    {
        bool isFixed = suggested is not null && _options.FixLabels && !_isFixed[row];
        _findings.Add(new Finding(
            row, reason, score, _data.Labels.Span[row])
        {
            Suggested = suggested,
            Twin = twin,
            IsFixed = isFixed,
            Pass = _pass
        });
        if (isFixed)
        {
            (_labels[row], _isFixed[row]) = (suggested!.Value, true);
        }
    }

    private void Remove()
    {
        HashSet<int> removed = [.. _findings.Where(finding => !finding.IsFixed).Select(finding => finding.Row)];
        _rows = [.. _rows.Where(row => !removed.Contains(row))];
    }

    private void Report(string check, double share) =>
        _progress?.Report(new WorkProgress($"pass {_pass}, {check}", share));
}
