namespace Scratch.Benchmarks.Digits;

/// <summary>What came of a candidate: one curve and one final accuracy for every seed.</summary>
/// <param name="Candidate">Who.</param>
/// <param name="Rate">The rate, chosen or fixed.</param>
/// <param name="Curves">The accuracies on the validation part after every epoch.</param>
/// <param name="Test">The accuracies on the test digits at the end.</param>
public sealed record Outcome(
    Candidate Candidate, float Rate, IReadOnlyList<double[]> Curves, IReadOnlyList<double> Test)
{
    /// <summary>The mean over the seeds of the accuracy on the validation part.</summary>
    /// <param name="epochs">Passes over the data, from 1.</param>
    public double Validation(int epochs) => Curves.Average(curve => curve[epochs - 1]);

    /// <summary>The mean over the seeds of the accuracy on the test digits.</summary>
    public double TestMean => Test.Average();
}
