using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Generation;

/// <summary>How like real users generated ones are.</summary>
internal static class GeneratedUsers
{
    private const int JudgeBatch = 100, JudgeEpochs = 20;
    private const float JudgeRate = 1e-3f;

    /// <summary>Pearson's correlation of how many users have each pair of items, over all pairs.</summary>
    /// <param name="one">Some users.</param>
    /// <param name="other">Others, over the same items; how many they are doesn't matter.</param>
    public static double PairCorrelation(Profiles one, Profiles other)
    {
        double[,] x = CoOccurrence.Count(one), y = CoOccurrence.Count(other);
        (double n, double sumX, double sumY, double sumXX, double sumYY, double sumXY) = (0, 0, 0, 0, 0, 0);
        for (int i = 0; i < one.Items; i++)
        {
            for (int j = i + 1; j < one.Items; j++)
            {
                (double a, double b) = (x[i, j], y[i, j]);
                n++;
                sumX += a;
                sumY += b;
                sumXX += a * a;
                sumYY += b * b;
                sumXY += a * b;
            }
        }
        return ((n * sumXY) - (sumX * sumY))
            / Math.Sqrt(((n * sumXX) - (sumX * sumX)) * ((n * sumYY) - (sumY * sumY)));
    }

    /// <summary>The share of users whose profile is that of one of others, item by item.</summary>
    /// <param name="users">Users; those with fewer items than <paramref name="least"/> aren't counted.</param>
    /// <param name="others">Those that may be copied.</param>
    /// <param name="least">The fewest items.</param>
    public static double CopiedShare(Profiles users, Profiles others, int least = 2)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(others);
        var known = new HashSet<string>(Enumerable.Range(0, others.Users).Select(user => Key(others[user])));
        int counted = 0, copied = 0;
        for (int user = 0; user < users.Users; user++)
        {
            if (users[user].Length >= least)
            {
                counted++;
                copied += known.Contains(Key(users[user])) ? 1 : 0;
            }
        }
        return (double)copied / counted;
    }

    /// <summary>
    /// How often a network tells users of two kinds apart that it wasn't trained on: 0.5 if it can't (the classifier
    /// two-sample test: Lopez-Paz and Oquab 2017). It learns from one half of each kind.
    /// </summary>
    /// <param name="real">Real users, which no generator has seen.</param>
    /// <param name="generated">As many generated ones, or more, of which the first count.</param>
    /// <param name="random">Decides the network's start and the order of its batches.</param>
    public static double TwoSampleAccuracy(Profiles real, Profiles generated, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(generated);
        int half = Math.Min(real.Users, generated.Users) / 2, items = real.Items;
        (Matrix training, Matrix trainingTargets) = Examples(0);
        (Matrix test, Matrix testTargets) = Examples(half);
        var judge = new Network(
            items, new Dense(items, 64, Initialisers.HeUniform), new Relu(), new Dropout(0.5f), new Dense(64, 1));
        judge.Initialise(random.Fork(0));
        var step = new SupervisedStep(
            new Learner("judge", judge, new Adam(judge.Parameters), new CosineSchedule(JudgeRate)),
            new ExamplesSource(new MatrixExamples(training, trainingTargets), JudgeBatch), new BinaryCrossEntropy(),
            []);
        TrainingLoop.Run(step, training.Rows, JudgeBatch, JudgeEpochs, random.Fork(1), []);
        Matrix logits = judge.PredictOutputs(test);
        int right = 0;
        for (int row = 0; row < test.Rows; row++)
        {
            right += (logits[row, 0] > 0) == (testTargets[row, 0] > 0) ? 1 : 0;
        }
        return (double)right / test.Rows;

        (Matrix Inputs, Matrix Targets) Examples(int first)
        {
            Matrix inputs = Matrix.Allocate(2 * half, items), targets = Matrix.Allocate(2 * half, 1);
            for (int i = 0; i < half; i++)
            {
                Fill(inputs.Row(i), real[first + i]);
                Fill(inputs.Row(half + i), generated[first + i]);
                targets[i, 0] = 1;
            }
            return (inputs, targets);
        }
    }

    private static void Fill(Span<float> row, ReadOnlySpan<int> profile)
    {
        foreach (int item in profile)
        {
            row[item] = 1;
        }
    }

    private static string Key(ReadOnlySpan<int> profile) => string.Join(',', profile.ToArray());
}
