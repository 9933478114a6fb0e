namespace Scratch.Adversarial.Cleaning;

/// <summary>Wrong labels by confident learning. Northcutt, Jiang and Chuang 2021, section 3.</summary>
/// <remarks>
/// <para>
/// How many labels are wrong: class j has the threshold tⱼ, the mean probability of j over the examples that are
/// labelled j. An example is confidently of the class with the largest p(j) among those with p(j) ≥ tⱼ (eq. 1). Of the
/// examples labelled g the share that is confidently of another class is the estimate for all of them (eq. 2); the
/// thresholds follow what the classifiers make of the noise, which lowers p and t alike.
/// </para>
/// <para>
/// Which: that many of each class, those with the smallest probabilities of their labels ("prune by class", section
/// 3.2). And here, so that a set with few wrong labels or none doesn't lose its hard examples: only if the margin m =
/// log p(j) − log p(label) of the likeliest other class j is at least a share of the usual one, the median of |m|. A
/// wrong label is to be nearly as clearly wrong as right ones are right.
/// </para>
/// <para>
/// Whether any: where labels are right, classifiers disagree with those of hard examples, with few of them clearly;
/// where some are wrong, those make up most of the clear disagreements. If less than a share of all disagreements is
/// clear, no label is held to be wrong. Otherwise every cleaning of a cleaned set would take the hardest examples that
/// the last one left.
/// </para>
/// </remarks>
internal static class ConfidentLearning
{
    /// <summary>
    /// The class that every example should be labelled with, if its label is wrong; its own label otherwise.
    /// </summary>
    /// <param name="logits">(N, classes), each row from a classifier that hasn't seen it.</param>
    /// <param name="labels">N labels as they were given.</param>
    /// <param name="shareOfMargin">The share of the usual margin, in (0, 1].</param>
    /// <param name="shareOfClear">The share of the disagreements, in [0, 1].</param>
    public static int[] Suggest(Matrix logits, ReadOnlySpan<int> labels, double shareOfMargin, double shareOfClear)
    {
        Shape.RequireLength(labels.Length, logits.Rows, nameof(labels));
        int[] suggested = labels.ToArray(), others = new int[labels.Length];
        double[] margins = new double[labels.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            others[row] = LikeliestOther(logits.Row(row), labels[row]);
            margins[row] = logits[row, others[row]] - logits[row, labels[row]];
        }
        double[] sizes = [.. margins.Select(Math.Abs).Order()];
        double least = shareOfMargin * sizes[sizes.Length / 2];
        var probabilities = new ClassProbabilities(logits);
        double[] counts = CountWrong(probabilities, labels);
        for (int c = 0; c < counts.Length; c++)
        {
            // stable: of equal ones the first
            int[] ofClass = [.. RowsOf(labels, c).OrderBy(row => probabilities.Row(row)[c])];
            foreach (int row in ofClass.Take((int)Math.Round(counts[c]))
                .Where(row => margins[row] > 0 && margins[row] >= least))
            {
                suggested[row] = others[row];
            }
        }
        int clear = CountDifferent(suggested, labels), all = margins.Count(margin => margin > 0);
        return clear >= shareOfClear * all ? suggested : labels.ToArray();
    }

    /// <summary>The estimate of how many examples of every label are of another class.</summary>
    internal static double[] CountWrong(ClassProbabilities probabilities, ReadOnlySpan<int> labels)
    {
        double[] thresholds = Thresholds(probabilities, labels);
        double[] confident = new double[thresholds.Length], wrong = new double[thresholds.Length];
        int[] counts = new int[thresholds.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<double> p = probabilities.Row(row);
            int best = -1;
            for (int j = 0; j < p.Length; j++)
            {
                best = p[j] >= thresholds[j] && (best < 0 || p[j] > p[best]) ? j : best;
            }
            counts[labels[row]]++;
            confident[labels[row]] += best >= 0 ? 1 : 0;
            wrong[labels[row]] += best >= 0 && best != labels[row] ? 1 : 0;
        }
        return [.. counts.Select((count, c) => confident[c] > 0 ? count * wrong[c] / confident[c] : 0)];
    }

    /// <summary>tⱼ; above 1 for a class that no example is labelled with.</summary>
    private static double[] Thresholds(ClassProbabilities probabilities, ReadOnlySpan<int> labels)
    {
        double[] sums = new double[probabilities.Classes];
        int[] counts = new int[sums.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            sums[labels[row]] += probabilities.Row(row)[labels[row]];
            counts[labels[row]]++;
        }
        return [.. sums.Zip(counts, (sum, count) => count > 0 ? sum / count : double.PositiveInfinity)];
    }

    private static int LikeliestOther(ReadOnlySpan<float> logits, int label)
    {
        int best = label == 0 ? 1 : 0;
        for (int j = 0; j < logits.Length; j++)
        {
            best = j != label && logits[j] > logits[best] ? j : best;
        }
        return best;
    }

    private static int CountDifferent(ReadOnlySpan<int> suggested, ReadOnlySpan<int> labels)
    {
        int count = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            count += suggested[row] != labels[row] ? 1 : 0;
        }
        return count;
    }

    private static List<int> RowsOf(ReadOnlySpan<int> labels, int c)
    {
        var rows = new List<int>();
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] == c)
            {
                rows.Add(row);
            }
        }
        return rows;
    }
}
