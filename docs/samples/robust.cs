#:package Scratch.Adversarial@0.1.0
#:package Scratch.Datasets@0.1.0

// Trains two classifiers of digits, one on digits as they are and one on digits under attack, and attacks both.
//
//     dotnet run robust.cs

using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Robustness;
using Scratch.Adversarial.Training;
using Scratch.Datasets;
using Scratch.Engine;

Dataset training = EmbeddedData.Digits.OpenTraining().Take(4000);
Dataset test = EmbeddedData.Digits.OpenTest(classes: 10).Take(500);

Model plain = Model.Classifier(inputs: 784, hidden: [128], classes: 10, seed: 1);
plain.Fit(training, new FitOptions { Epochs = 6 });

// Every pixel may be moved by up to 0.1, in the direction that does the most harm.
Model robust = Model.Classifier(inputs: 784, hidden: [128], classes: 10, seed: 1);
RobustTraining.Fit(robust.Network, training, new AttackOptions { Epsilon = 0.1f, Steps = 5 }, RobustTrainer.Trades, new FitOptions { Epochs = 6 });

Console.WriteLine("trained on        accuracy   under PGD, 20 steps, L∞ 0.1");
Report("digits", plain);
Report("attacked digits", robust);

void Report(string name, Model model)
{
    AttackKind pgd = AttackCatalog.All.Single(kind => kind.Name == "pgd");
    var target = new AttackContext(new ClassifierModel(model.Network, capacity: 250, Box.Unit), new AttackOptions());
    var options = new RobustnessOptions
    {
        Epsilons = [0.1f],
        Attacks = [new PlannedAttack(pgd.Name, new AttackOptions { Epsilon = 0.1f, Steps = 20 }, pgd.Create)],
        AuditExamples = 0,
    };
    RobustnessReport report = new RobustnessEvaluator(target, test, options, new RandomStream(Seed: 1)).Evaluate();
    Console.WriteLine($"{name,-16}   {report.Accuracy,8:0.000}   {report.Radii[0].RobustAccuracy:0.000}");
}
