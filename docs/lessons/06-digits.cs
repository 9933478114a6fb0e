#:project ../../Adversarial/Datasets/Datasets.csproj
// Lesson 6, digits: a classifier of handwritten digits, and digits that it has not seen.
// Exercises: 1. Train for 1, 5 and 20 epochs: when does the held-out accuracy stop to rise while the loss still falls?
//            2. Shuffle the labels of the training digits: how well does it do then, and on which digits?
//            3. Find the digits that it gets wrong. Would you have known them?
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Datasets;

Dataset digits = EmbeddedData.Digits.OpenTraining(); // of the training files; tests are for the end of a study
Dataset training = digits.Take(3000), heldOut = digits.Subset([.. Enumerable.Range(3000, 1000)]);
Console.WriteLine($"{training.Count} digits of {training.Inputs.Columns} pixels, and {heldOut.Count} held out");

Model model = Model.Classifier(inputs: 784, hidden: [64], classes: 10, seed: 0);
double before = model.Evaluate(heldOut)["accuracy"];
Console.WriteLine($"before training: {before:0.000} of the held-out digits are right, as by chance");
Check("the first loss is about ln 10 = 2.3", model.Evaluate(heldOut)["loss"] is > 2 and < 3);

for (int epoch = 1; epoch <= 3; epoch++)
{
    model.Fit(training, new FitOptions { Epochs = 1, Seed = (ulong)epoch });
    IReadOnlyDictionary<string, double> seen = model.Evaluate(training), unseen = model.Evaluate(heldOut);
    Console.WriteLine($"epoch {epoch}: training loss {seen["loss"]:0.0000}, accuracy {seen["accuracy"]:0.000}; "
        + $"held-out loss {unseen["loss"]:0.0000}, accuracy {unseen["accuracy"]:0.000}");
}
Check("more than four of five held-out digits are right", model.Evaluate(heldOut)["accuracy"] > 0.8);
Check("it does better on what it has seen", model.Evaluate(training)["loss"] < model.Evaluate(heldOut)["loss"]);

static void Check(string what, bool isSo)
{
    Console.WriteLine($"{(isSo ? "right" : "WRONG")}: {what}");
    Environment.ExitCode |= isSo ? 0 : 1;
}
