using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Evaluation;

public class EvaluatorTests
{
    private static readonly Dataset Data = Toys.Images(1003); // two whole batches and three examples
    private static readonly Network Classifier = Toys.TrainedClassifier(Data.Take(60));

    [Test]
    public void A_prediction_is_the_largest_output()
    {
        Matrix outputs = Classifier.Predict(Data.Inputs);
        Assert.That(
            Evaluator.Predict(Classifier, Data.Inputs),
            Is.EqualTo(Enumerable.Range(0, Data.Count).Select(i => RowOperations.ArgMax(outputs.Row(i)))));
    }

    [Test]
    public void Predictions_do_not_depend_on_where_batches_begin([Values(1, 499, 500, 501, 1003)] int count) =>
        Assert.That(Evaluator.Predict(Classifier, Data.Take(count).Inputs), Is.EqualTo(Evaluator.Predict(Classifier, Data.Inputs)[..count]));

    [Test]
    public void An_example_counts_only_if_every_prediction_is_right()
    {
        int[] labels = [0, 1, 2, 3], clean = [0, 1, 0, 0], attacked = [0, 0, 2, 0]; // the third is right under attack alone
        Assert.That(Evaluator.CountRight(labels, clean, attacked), Is.EqualTo(1));
        Assert.That(Evaluator.CountRight(labels, clean), Is.EqualTo(2));
    }

    [Test]
    public void Cancellation_is_heard()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.That(() => Evaluator.Predict(Classifier, Data.Inputs, cancelled), Throws.InstanceOf<OperationCanceledException>());
    }
}
