namespace Scratch.Engine;

/// <summary>
/// One tensor of a parameter buffer: its name, its shape in memory, and whether weight decay applies to it.
/// </summary>
/// <param name="Name">The name in files, such as <c>0.weight</c>.</param>
/// <param name="Rows">Rows in memory. A weight matrix is (inputs, outputs) here and (outputs, inputs) in files.</param>
/// <param name="Columns">Columns in memory.</param>
/// <param name="Decays">True for weights; false for biases, which weight decay leaves alone.</param>
public readonly record struct ParameterDeclaration(string Name, int Rows, int Columns, bool Decays);

/// <summary>
/// All parameters of a network in one block of memory, and their gradients in another with the same layout.
/// </summary>
/// <remarks>
/// The layout exists once, here. An optimizer runs over the two blocks without knowing what the numbers mean; its
/// moments have the same layout. Every tensor starts on a 64-byte boundary; the gaps between them hold zeros and stay
/// zero.
/// </remarks>
public sealed class ParameterBuffer
{
    private readonly Matrix _values;
    private readonly Matrix _gradients;
    private readonly int[] _offsets;
    private readonly ParameterDeclaration[] _declarations;
    private readonly Matrix[] _valueViews;
    private readonly Matrix[] _gradientViews;

    /// <summary>A buffer of zeros for the given tensors, in their order. Allocates.</summary>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public ParameterBuffer(IEnumerable<ParameterDeclaration> declarations)
    {
        _declarations = [.. declarations];
        if (_declarations.GroupBy(d => d.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two parameters are named '{twice.Key}'.", nameof(declarations));
        }
        _offsets = new int[_declarations.Length];
        int length = 0;
        for (int i = 0; i < _declarations.Length; i++)
        {
            _offsets[i] = length;
            length = checked(length + AlignedMemory.RoundUp(checked(_declarations[i].Rows * _declarations[i].Columns)));
        }
        _values = Matrix.Allocate(1, length);
        _gradients = Matrix.Allocate(1, length);
        _valueViews = ViewsOf(_values);
        _gradientViews = ViewsOf(_gradients);
    }

    /// <summary>The number of tensors.</summary>
    public int Count => _declarations.Length;

    /// <summary>The number of parameters, without the gaps between the tensors.</summary>
    public int ParameterCount => _declarations.Sum(d => d.Rows * d.Columns);

    /// <summary>The tensors, in their order.</summary>
    public IReadOnlyList<ParameterDeclaration> Declarations => _declarations;

    /// <summary>All values, gaps included.</summary>
    public Span<float> Values => _values.Span;

    /// <summary>
    /// All gradients, gaps included. Backward passes add to it; <see cref="ZeroGradients"/> empties it.
    /// </summary>
    public Span<float> Gradients => _gradients.Span;

    /// <summary>All values as one row, for those who keep a view of them.</summary>
    public Matrix ValueBlock => _values;

    /// <summary>All gradients as one row.</summary>
    public Matrix GradientBlock => _gradients;

    /// <summary>The values of each tensor, as views.</summary>
    public ReadOnlyMemory<Matrix> ValueViews => _valueViews;

    /// <summary>The gradients of each tensor, as views.</summary>
    public ReadOnlyMemory<Matrix> GradientViews => _gradientViews;

    /// <summary>
    /// Where tensor <paramref name="index"/> lies within <see cref="Values"/> and <see cref="Gradients"/>.
    /// </summary>
    public Range Slice(int index)
    {
        int start = _offsets[index];
        return start..(start + (_declarations[index].Rows * _declarations[index].Columns));
    }

    /// <summary>
    /// Tensor <paramref name="index"/> as a view of <paramref name="block"/>, a (1, length) block with this layout.
    /// </summary>
    public Matrix View(Matrix block, int index)
    {
        ParameterDeclaration declaration = _declarations[index];
        return block.Reshape(_offsets[index], declaration.Rows, declaration.Columns);
    }

    /// <summary>Every tensor as a view of such a block, in their order. Allocates.</summary>
    public Matrix[] ViewsOf(Matrix block) => [.. Enumerable.Range(0, Count).Select(i => View(block, i))];

    /// <summary>
    /// A block of zeros with this layout, for an optimizer's moments or an average of the values. Allocates.
    /// </summary>
    public Matrix AllocateLike() => Matrix.Allocate(1, Values.Length);

    /// <summary>Sets every gradient to zero.</summary>
    public void ZeroGradients() => Gradients.Clear();
}
