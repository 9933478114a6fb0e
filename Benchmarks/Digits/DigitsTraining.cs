using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Digits;

/// <summary>
/// The classifier 784 → 128 relu → 64 relu → 10 on digits, trained by any optimizer with the same first weights and
/// batches.
/// </summary>
public sealed class DigitsTraining(Dataset training, Dataset validation, int epochs, ulong seed)
{
    private const int Batch = 128;

    private enum Purpose
    {
        Weights,
        Order,
    }

    /// <summary>Trains from scratch.</summary>
    /// <returns>The classifier as it is to be used, and its accuracy on the validation part after every
    /// epoch.</returns>
    public (Network Classifier, double[] Curve) Run(Candidate candidate, float rate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        Network classifier = Create();
        Optimizer optimizer = candidate.Create(classifier.Parameters);
        Schedule schedule = candidate.Schedule(rate);
        double[] curve = new double[epochs];
        int[] order = [.. Enumerable.Range(0, training.Count)];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            Random(Purpose.Order).Fork(epoch).Shuffle(order);
            optimizer.SwitchToTraining();
            RunEpoch(classifier, optimizer, schedule, epoch, order);
            optimizer.SwitchToEvaluation();
            curve[epoch] = Accuracy(classifier, validation);
        }
        return (classifier, curve);
    }

    /// <summary>The share of the examples that the classifier gets right.</summary>
    public static double Accuracy(Network classifier, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Scratch.Adversarial.Evaluation.Accuracy.Compute(
            Evaluator.PredictClasses(classifier, data.Inputs), data.Labels.Span);
    }

    private void RunEpoch(
        Network classifier, Optimizer optimizer, Schedule schedule, int epoch, ReadOnlySpan<int> order)
    {
        var crossEntropy = new SoftmaxCrossEntropy();
        var workspace = new Workspace(classifier, Batch);
        Matrix images = Matrix.Allocate(Batch, classifier.Inputs), targets = Matrix.Allocate(Batch, classifier.Outputs);
        int batches = (training.Count + Batch - 1) / Batch;
        Span<int> labels = stackalloc int[Batch];
        for (int batch = 0; batch < batches; batch++)
        {
            ReadOnlySpan<int> rows = order[(batch * Batch)..Math.Min((batch + 1) * Batch, order.Length)];
            Matrix input = images.SliceRows(0, rows.Length), target = targets.SliceRows(0, rows.Length);
            RowOperations.Gather(training.Inputs, rows, input);
            for (int i = 0; i < rows.Length; i++)
            {
                labels[i] = training.Labels.Span[rows[i]];
            }
            OneHot.Write(labels[..rows.Length], target);
            Matrix logits = classifier.ForwardToLogits(workspace, input);
            crossEntropy.Compute(logits, target, perExample: default, 1f / rows.Length, workspace.DLogits);
            classifier.BackwardFromLogits(workspace, workspace.DLogits, default, ParameterGradients.Accumulate);
            optimizer.Step(schedule.RateAt(((long)epoch * batches) + batch, epoch, (long)epochs * batches));
        }
    }

    private Network Create()
    {
        var network = new Network(
            training.Inputs.Columns,
            new Dense(training.Inputs.Columns, 128, Initialisers.HeNormal),
            new Relu(),
            new Dense(128, 64, Initialisers.HeNormal),
            new Relu(),
            new Dense(64, training.Classes));
        network.Initialise(Random(Purpose.Weights));
        return network;
    }

    private RandomStream Random(Purpose purpose) => new RandomStream(seed).Fork((int)purpose);
}
