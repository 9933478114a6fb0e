using Scratch.Adversarial.Evaluation;
using Scratch.Engine;

namespace Scratch.Adversarial.Data.Cleaning;

/// <summary>Wrong labels by confident learning. Northcutt, Jiang and Chuang 2021, section 3.</summary>
/// <remarks>
/// Class j has the threshold tⱼ, the mean probability of j over the examples that are labelled j: how sure classifiers usually are of it. An example is
/// confidently of the class j that has the largest p(j) among those with p(j) ≥ tⱼ (eq. 1), and its label is held to be wrong if that is another class:
/// the off-diagonal elements of the confident joint. The thresholds follow what the classifiers make of the noise, which lowers p and t alike.
/// </remarks>
internal static class ConfidentLearning
{
    private const int None = -1;

    /// <summary>The class that every example confidently is; −1 where there is none.</summary>
    /// <param name="probabilities">Of N examples, each from a classifier that hasn't seen it.</param>
    /// <param name="labels">N labels as they were given.</param>
    public static int[] Classes(ClassProbabilities probabilities, ReadOnlySpan<int> labels)
    {
        Shape.RequireLength(labels.Length, probabilities.Count, nameof(labels));
        double[] thresholds = Thresholds(probabilities, labels);
        int[] classes = new int[labels.Length];
        for (int row = 0; row < classes.Length; row++)
        {
            ReadOnlySpan<double> p = probabilities.Row(row);
            classes[row] = None;
            for (int j = 0; j < p.Length; j++)
            {
                if (p[j] >= thresholds[j] && (classes[row] == None || p[j] > p[classes[row]]))
                {
                    classes[row] = j;
                }
            }
        }
        return classes;
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
}
