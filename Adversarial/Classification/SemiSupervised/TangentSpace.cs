namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// The tangent space of the generator's samples at the prompt of each example, the columns of J = ∂G/∂z, and how a
/// vector parts into its tangent and its normal component.
/// </summary>
/// <remarks>
/// The tangent component is J η with η from the least squares min ‖J η − v‖, by conjugate gradients on its normal
/// equations (CGLS: Hestenes and Stiefel 1952, section 10): each iteration one product with J, forward mode, and one
/// with Jᵀ, the generator's way back. Stopped early it leaves out the directions in which the generator hardly moves,
/// where J is as good as singular. What is left of v, its residual, is then the normal component.
/// </remarks>
internal sealed class TangentSpace
{
    private readonly PromptBank _bank;
    private readonly Network _generator;
    private readonly int _iterations;
    private readonly Workspace _workspace;
    private readonly JacobianProduct _jacobian;
    private readonly Matrix _prompts;
    private readonly Matrix _step;
    private readonly Matrix _gradient;
    private readonly float[] _squares;

    /// <summary>Memory for up to <paramref name="capacity"/> examples. Allocates.</summary>
    /// <param name="bank">The prompts of the data.</param>
    /// <param name="generator">Turns them into samples. It is not changed.</param>
    /// <param name="iterations">At least 1; as many as a prompt is wide are exact but for rounding.</param>
    /// <param name="capacity">The largest batch.</param>
    public TangentSpace(PromptBank bank, Network generator, int iterations, int capacity)
    {
        (_bank, _generator, _iterations) = (bank, generator, iterations);
        _workspace = new Workspace(generator, capacity);
        _jacobian = new JacobianProduct(generator, capacity);
        _prompts = Matrix.Allocate(capacity, bank.Latent);
        _step = Matrix.Allocate(capacity, bank.Latent);
        _gradient = Matrix.Allocate(capacity, bank.Latent);
        _squares = new float[capacity];
    }

    /// <summary>Takes the spaces of some examples, at the means of their prompts.</summary>
    public void MoveTo(ReadOnlySpan<int> rows)
    {
        Matrix prompts = _prompts.SliceRows(0, rows.Length);
        RowOperations.Gather(_bank.Means, rows, prompts);
        _generator.Forward(_workspace, prompts);
    }

    /// <summary>v = tangent + normal, row by row. Allocates nothing.</summary>
    /// <param name="vector">(B, features), overwritten with the normal component.</param>
    /// <param name="tangent">(B, features), overwritten.</param>
    public void Part(Matrix vector, Matrix tangent)
    {
        Matrix gradient = _gradient.SliceRows(0, vector.Rows), step = _step.SliceRows(0, vector.Rows);
        tangent.Fill(0);
        // s = Jᵀ r, the residual r being the whole of v at first
        _generator.Backward(_workspace, vector, gradient, ParameterGradients.Skip);
        gradient.CopyTo(step);
        for (int row = 0; row < vector.Rows; row++)
        {
            _squares[row] = Reductions.SumOfSquares<float>(gradient.Row(row));
        }
        for (int iteration = 0; iteration < _iterations; iteration++)
        {
            Matrix moved = _jacobian.Multiply(_workspace, step); // q = J p
            for (int row = 0; row < vector.Rows; row++)
            {
                float length = Reductions.SumOfSquares<float>(moved.Row(row)), alpha = length > 0
                    ? _squares[row] / length : 0;
                TensorPrimitives.MultiplyAdd(moved.Row(row), alpha, tangent.Row(row), tangent.Row(row));
                TensorPrimitives.MultiplyAdd(moved.Row(row), -alpha, vector.Row(row), vector.Row(row));
            }
            _generator.Backward(_workspace, vector, gradient, ParameterGradients.Skip);
            for (int row = 0; row < vector.Rows; row++)
            {
                float squares = Reductions.SumOfSquares<float>(gradient.Row(row)), beta = _squares[row] > 0
                    ? squares / _squares[row] : 0;
                _squares[row] = squares;
                TensorPrimitives.MultiplyAdd(step.Row(row), beta, gradient.Row(row), step.Row(row));
            }
        }
    }
}
