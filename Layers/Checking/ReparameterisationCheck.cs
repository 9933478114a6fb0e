using Scratch.Engine;
using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Layers.Checking;

/// <summary>The check of z = μ + σ ⊙ ε on one random batch, under Σ dZ ⊙ z + w · KL.</summary>
internal sealed class ReparameterisationCheck
{
    private const float DivergenceWeight = 0.3f; // neither 0 nor 1, so that a factor that is lost shows

    private readonly RandomStream _random;
    private readonly Matrix _heads;
    private readonly Matrix _noise;
    private readonly Matrix _dZ;

    public ReparameterisationCheck(int latent, int batch, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latent);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        _random = random;
        _heads = Matrix.Allocate(batch, 2 * latent);
        _noise = Matrix.Allocate(batch, latent);
        _dZ = Matrix.Allocate(batch, latent);
        RandomInputs.FillAwayFromZero(_heads.Span, random.Fork(0));
        random.Fork(1).FillNormal(_noise.Span);
        random.Fork(2).FillNormal(_dZ.Span);
    }

    public List<GradientCheckResult> Run(string name)
    {
        Matrix dHeads = Matrix.Allocate(_heads.Rows, _heads.Columns);
        dHeads.Fill(float.NaN); // it is to be overwritten
        Reparameterisation.Backward(_heads, _noise, _dZ, DivergenceWeight, dHeads);

        double[][] heads = Rows(_heads), noise = Rows(_noise), dZ = Rows(_dZ);
        double[] point = [.. heads.SelectMany(row => row)];
        double[] referenceGradient = [.. Enumerable.Range(0, heads.Length).SelectMany(
            row => ReferenceReparameterisation.Backward(heads[row], noise[row], dZ[row], DivergenceWeight))];
        double Objective()
        {
            double sum = 0;
            for (int row = 0; row < heads.Length; row++)
            {
                double[] head = point[(row * _heads.Columns)..((row + 1) * _heads.Columns)];
                sum += ReferenceReparameterisation.Forward(head, noise[row]).Zip(dZ[row], (z, d) => z * d).Sum();
                sum += DivergenceWeight * ReferenceReparameterisation.Divergence(head);
            }
            return sum;
        }
        (double first, double second) = CentralDifference.Errors(
            Objective, point, ReferenceNetwork.ToDoubles(dHeads), referenceGradient, _random.Fork(3));
        return [new GradientCheckResult(name, "mean and log variance", first, second)];
    }

    private static double[][] Rows(Matrix matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(row => ReferenceNetwork.ToDoubles(matrix.SliceRows(row, 1)))];
}
