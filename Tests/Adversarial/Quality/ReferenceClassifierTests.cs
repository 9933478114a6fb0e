using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Quality;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>The networks that ship, and what they say.</summary>
public class ReferenceClassifierTests
{
    [Test]
    public void The_judge_of_digits_gets_99_percent_of_the_test_set_right() =>
        Assert.That(ReferenceClassifier.Open("mnist").Accuracy(ImageSource.Parse("mnist").OpenTest(10)),
            Is.AtLeast(0.99));

    [Test]
    public void The_judge_of_clothes_gets_90_percent_of_the_test_set_right()
    {
        Optional.Require(Directory.Exists("/usr/share/datasets/fashion-mnist"),
            "The package dataset-fashion-mnist is not installed");
        Assert.That(ReferenceClassifier.Open("fashion-mnist").Accuracy(ImageSource.Parse("fashion-mnist").OpenTest(10)),
            Is.AtLeast(0.9));
    }

    [TestCase("mnist")]
    [TestCase("fashion-mnist")]
    public void A_name_has_the_start_of_the_hash_that_the_document_gives(string data) => Assert.That(
        Repository.Read("docs/generative.md"),
            Does.Contain(ReferenceClassifier.Open(data).Name).And.Match($"{data}-[0-9a-f]{{12}}"));

    [Test]
    public void Digits_get_the_judge_of_digits_whatever_their_name()
    {
        Dataset digits = ImageSource.Parse("mnist").OpenTest(10).Take(300);
        Assert.That(ReferenceClassifier.For(digits).Name, Does.StartWith("mnist-"));
    }

    [Test]
    public void What_no_judge_knows_is_refused()
    {
        Dataset digits = ImageSource.Parse("mnist").OpenTest(10).Take(300);
        int[] wrong = [.. digits.Labels.ToArray().Select(label => 9 - label)];
        var mislabelled = new Dataset("mislabelled", digits.Inputs, wrong, 10, new ImageDomain(28, 28));
        Assert.That(ReferenceClassifier.Find(mislabelled), Is.Null);
        Assert.That(ReferenceClassifier.Find(Toys.Images(30)), Is.Null);
        Assert.That(ReferenceClassifier.Find(digits)!.Name, Does.StartWith("mnist-"));
        Assert.That(() => ReferenceClassifier.For(mislabelled),
            Throws.TypeOf<InvalidDataException>().With.Message.Match("mislabelled: the best .* gets .*% right"));
        Assert.That(() => ReferenceClassifier.For(Toys.Images(30)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("5 x 6 in 3 classes"));
    }

    [Test]
    public void Features_are_what_the_last_layer_takes()
    {
        Network classifier = Toys.Classifier(30);
        Dataset data = Toys.Images(40);
        var judge = new ReferenceClassifier("toy", classifier);
        Matrix features = judge.Features(data.Inputs), weights = classifier.ParametersOf(2).Span[0],
            bias = classifier.ParametersOf(2).Span[1];
        Assert.That((features.Rows, features.Columns), Is.EqualTo((40, 16)));
        Matrix logits = Matrix.Allocate(40, 3);
        MatrixProduct.Multiply(features, weights, bias, logits);
        Assert.That(Agreement.Error(logits, classifier.PredictOutputs(data.Inputs)), Is.LessThan(Tolerances.ByHand));
        Assert.That(judge.PredictClasses(data.Inputs),
            Is.EqualTo(Enumerable.Range(0, 40).Select(row => RowOperations.ArgMax(logits.Row(row)))));
    }

    [Test]
    public void A_network_without_a_hidden_layer_can_not_judge()
    {
        foreach (Network network in (Network[])[new(3, new Dense(3, 2)), Toys.Generator(3, 2)])
        {
            Assert.That(() => new ReferenceClassifier("toy", network),
                Throws.ArgumentException.With.Message.Contains("'toy'"));
        }
    }
}
