#:project ../../Adversarial/Adversarial.csproj
// Lesson 5, optimizers: down a ravine that is forty times as steep across as along, f = 0.05 x^2 + 2 y^2.
// Exercises: 1. From which learning rate on does plain gradient descent diverge? Work it out: |1 - 4 rate| < 1.
//            2. Work two steps of momentum out by hand. 3. Why is Adam's first step as long as its rate, everywhere?
using Scratch.Engine;
using Scratch.Optimizers;

float sgd = Descend("gradient descent", place => new Sgd(place), 0.1f);
float momentum = Descend("momentum 0.9", place => new Sgd(place, momentum: 0.9f), 0.1f);
Descend("Adam", place => new Adam(place), 0.1f);
Check("momentum gets lower than plain descent", momentum < sgd);
Check("a rate of 0.51 diverges", Descend("too fast", place => new Sgd(place), 0.51f) > 1);

// The first step of Adam, by hand: m = 0.1 g, corrected by 1 - 0.9 to g; v likewise to g^2; so the step is rate g / |g|.
var first = new ParameterBuffer([new ParameterDeclaration("place", 1, 2, Decays: false)]);
(first.ValueViews.Span[0][0, 0], first.GradientViews.Span[0][0, 0]) = (-1.6f, -0.16f);
new Adam(first).Step(0.4f);
Check("the first step of Adam is its rate", MathF.Abs(first.ValueViews.Span[0][0, 0] - (-1.6f + 0.4f)) < 1e-5f);

static float Descend(string name, Func<ParameterBuffer, Optimizer> create, float rate)
{
    var place = new ParameterBuffer([new ParameterDeclaration("place", 1, 2, Decays: false)]);
    Optimizer optimizer = create(place);
    Matrix at = place.ValueViews.Span[0], gradient = place.GradientViews.Span[0];
    (at[0, 0], at[0, 1]) = (-1.6f, 1);
    for (int step = 0; step < 60; step++)
    {
        (gradient[0, 0], gradient[0, 1]) = (0.1f * at[0, 0], 4 * at[0, 1]);
        optimizer.Step(rate);
    }
    float height = (0.05f * at[0, 0] * at[0, 0]) + (2 * at[0, 1] * at[0, 1]);
    Console.WriteLine($"{name}, rate {rate}: after 60 steps at ({at[0, 0]:0.0000}, {at[0, 1]:0.0000}), height {height:0.000000}");
    return height;
}

static void Check(string what, bool isSo)
{
    Console.WriteLine($"{(isSo ? "right" : "WRONG")}: {what}");
    Environment.ExitCode |= isSo ? 0 : 1;
}
