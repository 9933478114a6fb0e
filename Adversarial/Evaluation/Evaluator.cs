using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Adversarial.Evaluation;

/// <summary>The predictions of a classifier for a data set, as it is and under attack.</summary>
public static class Evaluator
{
    private const int BatchSize = 500;

    /// <summary>The class with the largest logit for every example.</summary>
    public static int[] Predict(Network classifier, Matrix inputs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        int[] predictions = new int[inputs.Rows];
        var workspace = new Workspace(classifier, BatchSize);
        for (int start = 0; start < inputs.Rows; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(BatchSize, inputs.Rows - start);
            Matrix logits = classifier.ForwardToLogits(workspace, inputs.SliceRows(start, count));
            for (int row = 0; row < count; row++)
            {
                predictions[start + row] = RowOperations.ArgMax(logits.Row(row));
            }
        }
        return predictions;
    }

    /// <summary>The class predicted for every example after <see cref="ProjectedGradient"/> has moved it.</summary>
    /// <param name="classifier">Attacked on its logits.</param>
    /// <param name="data">Inputs in [0, 1] and true classes.</param>
    /// <param name="options">The attack.</param>
    /// <param name="random">Example e draws from <c>random.Fork(e)</c>.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static int[] PredictUnderAttack(
        Network classifier, Dataset data, AttackOptions options, RandomStream random, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(data);
        int[] predictions = new int[data.Count];
        int[] examples = [.. Enumerable.Range(0, data.Count)];
        var attack = new ProjectedGradient(new ClassifierTarget(classifier, BatchSize), options);
        var workspace = new Workspace(classifier, BatchSize);
        Matrix moved = Matrix.Allocate(BatchSize, classifier.Inputs);
        for (int start = 0; start < data.Count; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(BatchSize, data.Count - start);
            Matrix points = moved.SliceRows(0, count);
            attack.Perturb(
                new AttackBatch(data.Inputs.SliceRows(start, count), data.Labels.Slice(start, count), examples.AsMemory(start, count), random), points);
            Matrix logits = classifier.ForwardToLogits(workspace, points); // a fresh pass over what the attack left
            for (int row = 0; row < count; row++)
            {
                predictions[start + row] = RowOperations.ArgMax(logits.Row(row));
            }
        }
        return predictions;
    }

    /// <summary>The number of examples that every one of the predictions gets right.</summary>
    public static int CountRight(ReadOnlySpan<int> labels, params ReadOnlySpan<int[]> predictions)
    {
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            bool all = true;
            foreach (int[] prediction in predictions)
            {
                all &= prediction[i] == labels[i];
            }
            right += all ? 1 : 0;
        }
        return right;
    }
}
