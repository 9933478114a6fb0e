using NUnit.Framework;
using Scratch.Adversarial.Runs.Ablation;

namespace Scratch.Tests.Adversarial.Runs.Ablation;

public class StudentIntervalTests
{
    [Test]
    public void Three_figures_by_hand()
    {
        // Mean 2, s = √((1 + 0 + 1) / 2) = 1, and 4.303 / √3 = 2.4843.
        StudentInterval interval = StudentInterval.From([1, 2, 3]);
        Assert.That(interval.Mean, Is.EqualTo(2).Within(1e-12));
        Assert.That(interval.Half, Is.EqualTo(2.4843).Within(1e-4));
        Assert.That(interval.ExcludesZero, Is.False);
        Assert.That(StudentInterval.From([11, 12, 13]).ExcludesZero, Is.True);
    }

    [Test]
    public void Equal_figures_leave_no_doubt() =>
        Assert.That(StudentInterval.From([0.5, 0.5]), Is.EqualTo(new StudentInterval(0.5, 0)));

    [Test]
    public void One_figure_has_no_interval() =>
        Assert.That(() => StudentInterval.From([1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
