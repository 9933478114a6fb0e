#:project ../../Adversarial/Adversarial.csproj
// Lesson 1, a neuron: numbers in, one number out, and how fast that number changes with each weight.
// Exercises: 1. Change x[1] to 3: which gradient changes, which doesn't, and why?
//            2. Leave out the slope of tanh in dA: the check turns red. Which mistake of yours would it not find?
//            3. Take relu for tanh. Where is its slope 0, and what does the neuron learn there?
double[] x = [0.5, -1], w = [0.2, -0.3];
double bias = 0.1, target = 1;

double A() => (x[0] * w[0]) + (x[1] * w[1]) + bias;          // weighted sum
double Loss() => Math.Pow(Math.Tanh(A()) - target, 2);       // how wrong the output is

// Forward.
double a = A(), y = Math.Tanh(a);
Console.WriteLine($"a = {a:0.000000}, y = tanh(a) = {y:0.000000}, loss = (y - target)^2 = {Loss():0.000000}");

// Backward: the chain rule, from the loss to each weight.
double dY = 2 * (y - target);         // d loss / d y
double dA = dY * (1 - (y * y));       // times d y / d a, the slope of tanh
double[] dW = [dA * x[0], dA * x[1]]; // times d a / d w
Console.WriteLine($"dY = {dY:0.000000}, dA = {dA:0.000000}, dW = {dW[0]:0.000000} {dW[1]:0.000000}, db = {dA:0.000000}");

// The same by trying: move a weight a little, and see what the loss does.
for (int i = 0; i < w.Length; i++)
{
    const double h = 1e-5;
    double before = w[i];
    w[i] = before + h;
    double above = Loss();
    w[i] = before - h;
    double below = Loss();
    w[i] = before;
    Check($"dW[{i}]", dW[i], (above - below) / (2 * h), 1e-8);
}

// One step down the gradient.
double lossBefore = Loss();
(w[0], w[1], bias) = (w[0] - (0.1 * dW[0]), w[1] - (0.1 * dW[1]), bias - (0.1 * dA));
Console.WriteLine($"after one step of 0.1: w = {w[0]:0.000000} {w[1]:0.000000}, loss = {Loss():0.000000}");
Check("the loss falls", Loss() < lossBefore ? 1 : 0, 1, 0);

static void Check(string what, double value, double expected, double within)
{
    bool right = Math.Abs(value - expected) <= within;
    Console.WriteLine($"{(right ? "right" : "WRONG")}: {what} is {value:0.000000}, expected {expected:0.000000}");
    Environment.ExitCode |= right ? 0 : 1;
}
