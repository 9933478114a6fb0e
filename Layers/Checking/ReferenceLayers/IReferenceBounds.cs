namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>Worst logits of a box in double precision, and the way back through them, one example at a time.</summary>
internal interface IReferenceBounds
{
    /// <summary>The parameters: of each layer its tensors, row by row. Yours to change.</summary>
    double[][][] Parameters { get; }

    /// <summary>At least max (zₖ − z_y) for every class k.</summary>
    double[] Forward(double[] lower, double[] upper, int label);

    /// <summary>Adds the gradients of the parameters after <see cref="Forward"/>.</summary>
    /// <param name="label">The true class, as given.</param>
    /// <param name="dWorst">The gradient of the worst logits.</param>
    /// <param name="dParameters">Accumulated; in the shape of <see cref="Parameters"/>.</param>
    void Backward(int label, double[] dWorst, double[][][] dParameters);

    /// <summary>How far the nearest number with a kink lies from it, after <see cref="Forward"/>.</summary>
    double DistanceFromKinks(int label);
}
