namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>
/// z = μ + σ ⊙ ε and the divergence ½ Σ (μ² + σ² − log σ² − 1) in double precision, one example at a time. The heads
/// are [μ | log σ²]. Derivation: docs/backprop.md, section "Reparameterisation".
/// </summary>
internal static class ReferenceReparameterisation
{
    /// <summary>z of one example.</summary>
    public static double[] Forward(double[] heads, double[] noise)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(noise);
        var z = new double[noise.Length];
        for (int j = 0; j < z.Length; j++)
        {
            double mean = heads[j], sigma = Math.Sqrt(Math.Exp(heads[z.Length + j]));
            z[j] = mean + (sigma * noise[j]);
        }
        return z;
    }

    /// <summary>KL(N(μ, σ²) ‖ N(0, 1)) of one example, in nats.</summary>
    public static double Divergence(double[] heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        int latent = heads.Length / 2;
        double sum = 0;
        for (int j = 0; j < latent; j++)
        {
            double mean = heads[j], logVariance = heads[latent + j];
            sum += (mean * mean) + Math.Exp(logVariance) - logVariance - 1;
        }
        return sum / 2;
    }

    /// <summary>
    /// The gradient of dZ · z + <paramref name="divergenceWeight"/> · KL with respect to the heads of one example.
    /// </summary>
    public static double[] Backward(double[] heads, double[] noise, double[] dZ, double divergenceWeight)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentNullException.ThrowIfNull(dZ);
        int latent = dZ.Length;
        var dHeads = new double[2 * latent];
        for (int j = 0; j < latent; j++)
        {
            double variance = Math.Exp(heads[latent + j]);
            double dSigma = dZ[j] * noise[j];
            dHeads[j] = dZ[j];
            dHeads[latent + j] = dSigma * Math.Sqrt(variance) / 2; // σ = exp(½ log σ²), so dσ/d(log σ²) = σ / 2
            dHeads[j] += divergenceWeight * heads[j];
            dHeads[latent + j] += divergenceWeight * (variance - 1) / 2;
        }
        return dHeads;
    }
}
