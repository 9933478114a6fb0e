#:project ../../Adversarial/Adversarial.csproj
// Lesson 3, a layer of your own and its gradient check: y = x^3, whose derivative is 3 x^2.
// Exercises: 1. Write 2 for 3 in Backward, and see it turn red. 2. Write the layer y = sin x; then one with a weight.
//            3. Make a mistake that the check doesn't find. (docs/backprop.md says which there are.)
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking;

foreach (Layer layer in (Layer[])[new Cube(factor: 3), new Cube(factor: 2)])
{
    foreach (GradientCheckResult result in GradientCheck.Run(layer))
    {
        Console.WriteLine($"{layer.Type}: the gradient of the {result.Quantity} is off by {result.FloatError:E1} of its size");
        Check("the check passes", result.Passed ? 1 : 0, ((Cube)layer).Factor == 3 ? 1 : 0);
    }
}

// The layers of the library are held against forms in double precision, which see a smaller error.
foreach (GradientCheckResult result in GradientCheck.Run(new Dense(4, 3)))
{
    Check($"Dense, {result.Quantity}, within 1e-5", result.FloatError < 1e-5 ? 1 : 0, 1);
}

static void Check(string what, double value, double expected)
{
    Console.WriteLine($"{(value == expected ? "right" : "WRONG")}: {what}: {value}, expected {expected}");
    Environment.ExitCode |= value == expected ? 0 : 1;
}

/// <summary>y = x³, with the factor of its derivative to be got wrong.</summary>
internal sealed class Cube(int factor) : Layer
{
    public int Factor => factor;

    public override string Type => $"Cube with factor {factor}";

    public override int OutputsFor(int inputs) => inputs;

    public override void Forward(in Pass pass, Matrix input, Matrix output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            float x = input[i / input.Columns, i % input.Columns];
            output[i / input.Columns, i % input.Columns] = x * x * x;
        }
    }

    public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
    {
        for (int i = 0; i < input.Length; i++)
        {
            (int row, int column) = (i / input.Columns, i % input.Columns);
            dInput[row, column] = factor * input[row, column] * input[row, column] * dOutput[row, column];
        }
    }
}
