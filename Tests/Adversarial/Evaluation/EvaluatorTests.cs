using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Evaluation;

public class EvaluatorTests
{
    private static readonly Dataset Data = Toys.Images(1003); // two whole batches and three examples
    private static readonly Network Classifier = Toys.TrainedClassifier(Data.Take(60));
    private static readonly AttackOptions Attack = new() { Epsilon = 0.25f, StepSize = 0.06f, Steps = 6 };

    [Test]
    public void A_prediction_is_the_largest_output()
    {
        Matrix outputs = Classifier.Predict(Data.Inputs);
        Assert.That(
            Evaluator.Predict(Classifier, Data.Inputs),
            Is.EqualTo(Enumerable.Range(0, Data.Count).Select(i => RowOperations.ArgMax(outputs.Row(i)))));
    }

    [Test]
    public void Predictions_do_not_depend_on_where_batches_begin([Values(1, 499, 500, 501, 1003)] int count)
    {
        var random = new RandomStream(1);
        int[] clean = Evaluator.Predict(Classifier, Data.Inputs), attacked = Evaluator.PredictUnderAttack(Classifier, Data, Attack, random);
        Dataset first = Data.Take(count);
        Assert.That(Evaluator.Predict(Classifier, first.Inputs), Is.EqualTo(clean[..count]));
        Assert.That(Evaluator.PredictUnderAttack(Classifier, first, Attack, random), Is.EqualTo(attacked[..count]));
    }

    [Test]
    public void Robust_accuracy_is_at_most_the_clean_one_and_the_attack_finds_something()
    {
        int[] clean = Evaluator.Predict(Classifier, Data.Inputs);
        int[] attacked = Evaluator.PredictUnderAttack(Classifier, Data, Attack, new RandomStream(1));
        int right = Evaluator.CountRight(Data.Labels.Span, clean), robust = Evaluator.CountRight(Data.Labels.Span, clean, attacked);
        Assert.That(right, Is.GreaterThan(900));
        Assert.That(robust, Is.LessThan(right).And.LessThanOrEqualTo(Evaluator.CountRight(Data.Labels.Span, attacked)));
    }

    [Test]
    public void An_attack_of_nothing_changes_no_prediction() => Assert.That(
        Evaluator.PredictUnderAttack(Classifier, Data, new(), new RandomStream(1)), Is.EqualTo(Evaluator.Predict(Classifier, Data.Inputs)));

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
        Assert.That(
            () => Evaluator.PredictUnderAttack(Classifier, Data, Attack, default, cancelled), Throws.InstanceOf<OperationCanceledException>());
    }
}
