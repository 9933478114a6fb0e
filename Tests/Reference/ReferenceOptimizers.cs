namespace Scratch.Tests.Reference;

/// <summary>One parameter under an update rule as in its paper, in double precision.</summary>
internal sealed class ReferenceAdam(double value, double beta1, double beta2, double epsilon)
{
    private double _mean;
    private double _variance;
    private int _steps;

    public double Value { get; private set; } = value;

    public void Step(double gradient, double learningRate)
    {
        _steps++;
        _mean = (beta1 * _mean) + ((1 - beta1) * gradient);
        _variance = (beta2 * _variance) + ((1 - beta2) * gradient * gradient);
        double mean = _mean / (1 - Math.Pow(beta1, _steps)), variance = _variance / (1 - Math.Pow(beta2, _steps));
        Value -= learningRate * mean / (Math.Sqrt(variance) + epsilon);
    }
}

/// <summary>Gradient descent with momentum, for one parameter.</summary>
internal sealed class ReferenceSgd(double value, double momentum)
{
    private double _velocity;

    public double Value { get; private set; } = value;

    public void Step(double gradient, double learningRate)
    {
        _velocity = (momentum * _velocity) + gradient;
        Value -= learningRate * _velocity;
    }
}
