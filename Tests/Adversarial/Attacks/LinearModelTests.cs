using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>On a linear model an attack finds the optimum that is known in closed form.</summary>
public class LinearModelTests
{
    private const double Share = 1e-3; // of the distance

    private static IEnumerable<TestCaseData<string, string, int>> Nearest =>
        from name in (string[])["deepfool", "fab", "fab-t", "cw"]
        from norm in AttackCatalog.Find(name).Norms
        from classes in (int[])[2, 4]
        select new TestCaseData<string, string, int>(name, norm, classes);

    [TestCaseSource(nameof(Nearest))]
    public void An_attack_that_seeks_the_nearest_point_finds_it(string name, string norm, int classes)
    {
        var model = new LinearModel(classes);
        for (int row = 0; row < LinearModel.Count; row++)
        {
            Matrix moved = model.Move(name, new AttackOptions { Norm = norm }, row);
            double distance = Norm.Parse(norm).Distance(moved.Row(0), model.Points.Row(row));
            Assert.That(model.IsFooled(moved, row), $"example {row}");
            Assert.That(distance / model.Distance(row, norm), Is.EqualTo(1).Within(Share), $"example {row}");
        }
    }

    [TestCase("fgsm", 2)]
    [TestCase("bim", 2)]
    [TestCase("mi-fgsm", 2)]
    [TestCase("pgd", 2)]
    [TestCase("apgd-ce", 2)]
    [TestCase("apgd-t", 2)]
    [TestCase("ensemble", 2)]
    [TestCase("apgd-t", 4)]
    [TestCase("ensemble", 4)]
    public void An_attack_in_a_ball_succeeds_as_soon_as_the_ball_reaches_the_nearest_point(string name, int classes)
    {
        var model = new LinearModel(classes);
        foreach (string norm in (string[])["linf", "l2"])
        {
            for (int row = 0; row < LinearModel.Count; row++)
            {
                float distance = (float)model.Distance(row, norm);
                Assert.That(IsFooledWithin(distance * (1 + (float)Share), row), $"example {row}, {norm}");
                Assert.That(IsFooledWithin(distance * (1 - (float)Share), row), Is.False,
                    $"example {row}, {norm}: nobody could");
            }

            bool IsFooledWithin(float epsilon, int row)
            {
                var options = new AttackOptions { Norm = norm, Epsilon = epsilon };
                // from a random start it comes round slowly
                options = name == "pgd" ? options with { Steps = 100, StepSize = epsilon / 4 } : options;
                return model.IsFooled(model.Move(name, options, row), row);
            }
        }
    }
}
