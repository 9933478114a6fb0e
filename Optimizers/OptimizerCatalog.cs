namespace Scratch.Optimizers;

/// <summary>Every optimizer by its name. Formulas and sources: docs/optimizers.md.</summary>
public static class OptimizerCatalog
{
    /// <summary>The optimizers, the usual choice first.</summary>
    public static IReadOnlyList<OptimizerKind> All { get; } =
    [
        new("adam", "running means of the gradient and of its square (Kingma and Ba 2015)", (p, c) =>
            new Adam(p, c.Momentum, c.Beta2))
            { Momentum = 0.9f, Beta2 = 0.999f },
        new("sgd", "along the gradient, or along a velocity (Robbins and Monro 1951; Polyak 1964)", (p, c) =>
            new Sgd(p, c.Momentum, c.Nesterov))
            { Momentum = 0, HasNesterov = true },
        new("adagrad", "divides by the root of all squares so far (Duchi, Hazan and Singer 2011)", (p, _) =>
            new AdaGrad(p)),
        new("rmsprop", "divides by the root of the mean square (Tieleman and Hinton 2012)",
            (p, c) => new RmsProp(p, c.Beta2, momentum: c.Momentum, centred: c.Centred)) { Momentum = 0, Beta2 = 0.99f,
                HasCentred = true },
        new("adadelta", "RMSProp times the root of the mean square of its steps (Zeiler 2012)", (p, c) =>
            new AdaDelta(p, c.Beta2))
            { Beta2 = 0.9f, LearningRate = 1 },
        new("amsgrad", "Adam whose variance never shrinks (Reddi, Kale and Kumar 2018)", (p, c) =>
            new AmsGrad(p, c.Momentum, c.Beta2))
            { Momentum = 0.9f, Beta2 = 0.999f },
        new("adamw", "Adam with weight decay beside the formula (Loshchilov and Hutter 2019)", (p, c) =>
            new AdamW(p, c.Momentum, c.Beta2))
            { Momentum = 0.9f, Beta2 = 0.999f },
        new("nadam", "Adam that looks ahead (Dozat 2016)", (p, c) =>
            new NAdam(p, c.Momentum, c.Beta2)) { Momentum = 0.9f, Beta2 = 0.999f },
        new("radam", "Adam with short first steps (Liu et al. 2020)", (p, c) => new RAdam(p, c.Momentum, c.Beta2))
            { Momentum = 0.9f, Beta2 = 0.999f },
        new("lion", "along the sign of a running mean (Chen et al. 2023)", (p, c) => new Lion(p, c.Momentum, c.Beta2))
            { Momentum = 0.9f, Beta2 = 0.99f },
        new("prodigy", "Adam that finds its rate (Mishchenko and Defazio 2023)", (p, c) =>
            new Prodigy(p, c.Momentum, c.Beta2))
            { Momentum = 0.9f, Beta2 = 0.999f, LearningRate = 1, FindsRate = true },
        new("schedule-free-adamw", "AdamW whose average stands in for a schedule (Defazio et al. 2024)",
            (p, c) => new ScheduleFreeAdamW(p, c.Momentum, c.Beta2)) { Momentum = 0.9f, Beta2 = 0.999f },
    ];

    /// <summary>The names, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(kind => kind.Name)];

    /// <summary>The optimizer of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static OptimizerKind Find(string name) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException($"There is no optimizer '{name}'; expected {string.Join(", ", Names)}.");
}
