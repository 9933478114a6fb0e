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
        Matrix outputs = Classifier.PredictOutputs(Data.Inputs);
        Assert.That(
            Evaluator.PredictClasses(Classifier, Data.Inputs),
            Is.EqualTo(Enumerable.Range(0, Data.Count).Select(i => RowOperations.ArgMax(outputs.Row(i)))));
    }

    [Test]
    public void Predictions_do_not_depend_on_where_batches_begin([Values(1, 499, 500, 501, 1003)] int count) =>
        Assert.That(Evaluator.PredictClasses(Classifier, Data.Take(count).Inputs),
            Is.EqualTo(Evaluator.PredictClasses(Classifier, Data.Inputs)[..count]));

    [Test]
    public void The_predictions_that_are_labels_are_counted()
    {
        int[] labels = [0, 1, 2, 3], predictions = [0, 1, 0, 0];
        Assert.That(Accuracy.CountCorrect(predictions, labels), Is.EqualTo(2));
        Assert.That(Accuracy.Compute(predictions, labels), Is.EqualTo(0.5));
        Assert.That(() => Accuracy.Compute(predictions, labels.AsSpan(0, 3)), Throws.ArgumentException);
    }

    [Test]
    public void Cancellation_is_heard()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.That(() => Evaluator.PredictClasses(Classifier, Data.Inputs, cancelled),
            Throws.InstanceOf<OperationCanceledException>());
    }
}
