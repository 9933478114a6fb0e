using NUnit.Framework;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>What the catalogues of optimizers and schedules say is so.</summary>
public sealed class OptimizerCatalogTests
{
    [TestCaseSource(typeof(OptimizerCatalog), nameof(OptimizerCatalog.Names))]
    public void An_optimizer_has_the_name_that_files_have(string name) =>
        Assert.That(OptimizerCatalog.Find(name).Create(OptimizerCase.SmallBuffer()).Name, Is.EqualTo(name));

    [Test]
    public void A_constant_that_an_optimizer_has_not_is_refused()
    {
        foreach (OptimizerKind kind in OptimizerCatalog.All)
        {
            AssertTakes(kind, kind.Momentum is not null, "momentum", momentum: 0.5f);
            AssertTakes(kind, kind.Beta2 is not null, "beta2", beta2: 0.5f);
            AssertTakes(kind, kind.HasNesterov, "nesterov", momentum: kind.Momentum is null ? null
                : 0.5f, nesterov: true);
            AssertTakes(kind, kind.HasCentred, "centred", centred: true);
        }
    }

    [Test]
    public void The_constants_of_the_catalogue_are_those_of_the_constructors()
    {
        var adam = (Adam)OptimizerCatalog.Find("adam").Create(OptimizerCase.SmallBuffer());
        var lion = (Lion)OptimizerCatalog.Find("lion").Create(OptimizerCase.SmallBuffer());
        var rmsProp = (RmsProp)OptimizerCatalog.Find("rmsprop").Create(OptimizerCase.SmallBuffer());
        var adaDelta = (AdaDelta)OptimizerCatalog.Find("adadelta").Create(OptimizerCase.SmallBuffer());

        Assert.That((adam.Beta1, adam.Beta2),
            Is.EqualTo((new Adam(OptimizerCase.SmallBuffer()).Beta1, new Adam(OptimizerCase.SmallBuffer()).Beta2)));
        Assert.That((lion.Beta1, lion.Beta2),
            Is.EqualTo((new Lion(OptimizerCase.SmallBuffer()).Beta1, new Lion(OptimizerCase.SmallBuffer()).Beta2)));
        Assert.That((rmsProp.Momentum, rmsProp.Decay), Is.EqualTo((0, new RmsProp(OptimizerCase.SmallBuffer()).Decay)));
        Assert.That(adaDelta.Decay, Is.EqualTo(new AdaDelta(OptimizerCase.SmallBuffer()).Decay));
    }

    [Test]
    public void A_name_that_is_none_is_refused_with_those_that_there_are()
    {
        Assert.That(() => OptimizerCatalog.Find("adma"),
            Throws.ArgumentException.With.Message.Contains("'adma'; expected adam, sgd, "));
        Assert.That(() => ScheduleCatalog.Find("linear"),
            Throws.ArgumentException.With.Message.Contains("'linear'; expected constant, "));
    }

    [Test]
    public void Names_are_unlike_each_other()
    {
        Assert.That(OptimizerCase.Names, Is.Unique);
        Assert.That(ScheduleCatalog.Names, Is.Unique);
    }

    [TestCaseSource(typeof(ScheduleCatalog), nameof(ScheduleCatalog.Names))]
    public void A_schedule_begins_with_constants_in_their_range(string name)
    {
        ScheduleKind kind = ScheduleCatalog.Find(name);
        Assert.That(kind.Length, Is.Null.Or.AtLeast(1));
        Assert.That(kind.Factor is null || kind.FactorRange.Contains(kind.Factor.Value), Is.True);
        Assert.That(kind.Create(1).RateAt(5, 0, 10), Is.InRange(0f, 1f));
    }

    private static void AssertTakes(
        OptimizerKind kind, bool takes, string constant, float? momentum = null, float? beta2 = null,
            bool nesterov = false, bool centred = false)
    {
        void Create() => kind.Create(OptimizerCase.SmallBuffer(), momentum, beta2, nesterov, centred);
        Assert.That(Create, takes ? Throws.Nothing
            : Throws.ArgumentException.With.Message.Contains($"{kind.Name} has no {constant}"));
    }
}
