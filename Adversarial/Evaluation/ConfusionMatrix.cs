namespace Scratch.Adversarial.Evaluation;

/// <summary>How often each true class was taken for each class, and the figures that follow from it.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    /// <summary>The matrix of a set of predictions.</summary>
    /// <param name="labels">The true classes.</param>
    /// <param name="predictions">The predicted classes, as many.</param>
    /// <param name="classes">The number of classes; labels and predictions lie below it.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public ConfusionMatrix(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions, int classes)
    {
        if (labels.Length != predictions.Length)
        {
            throw new ArgumentException($"There are {labels.Length} labels, but {predictions.Length} predictions.");
        }
        _counts = new int[classes, classes];
        for (int i = 0; i < labels.Length; i++)
        {
            _counts[labels[i], predictions[i]]++;
        }
    }

    /// <summary>The number of classes.</summary>
    public int Classes => _counts.GetLength(0);

    /// <summary>The number of examples.</summary>
    public int Total => Enumerable.Range(0, Classes).Sum(Actual);

    /// <summary>The number of examples on the diagonal.</summary>
    public int Correct => Enumerable.Range(0, Classes).Sum(c => _counts[c, c]);

    /// <summary>Correct / total; NaN without examples.</summary>
    public double Accuracy => (double)Correct / Total;

    /// <summary>
    /// How often class <paramref name="actual"/> was predicted to be class <paramref name="predicted"/>.
    /// </summary>
    public int this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>The number of examples of a class.</summary>
    public int Actual(int c) => Enumerable.Range(0, Classes).Sum(p => _counts[c, p]);

    /// <summary>The number of examples predicted to be of a class.</summary>
    public int Predicted(int c) => Enumerable.Range(0, Classes).Sum(a => _counts[a, c]);

    /// <summary>Of the examples of class c, the share that was found; 0 where there are none.</summary>
    public double Recall(int c) => Ratio(_counts[c, c], Actual(c));

    /// <summary>Of the examples predicted to be c, the share that is; 0 where there are none.</summary>
    public double Precision(int c) => Ratio(_counts[c, c], Predicted(c));

    /// <summary>The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN); 0 where there is nothing.</summary>
    public double F1(int c) => Ratio(2 * _counts[c, c], Actual(c) + Predicted(c));

    /// <summary>The mean over the classes of one of the figures above: the macro average.</summary>
    public double Macro(Func<int, double> figure) => Enumerable.Range(0, Classes).Average(figure);

    /// <summary>
    /// The mean recall of the classes that have examples; NaN without examples. Brodersen et al. 2010.
    /// </summary>
    public double BalancedAccuracy =>
        Total == 0 ? double.NaN : Enumerable.Range(0, Classes).Where(c => Actual(c) > 0).Average(Recall);

    /// <summary>
    /// Precision, recall and F1 of all decisions counted together, Σ TP / Σ (TP + FP) and so on: the micro average.
    /// Where every example has one class and gets one prediction, each wrong answer is one false positive and one false
    /// negative, so the three are the same number.
    /// </summary>
    public double Micro => Accuracy;

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
