using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Layers;

/// <summary>
/// A kind of layer as the catalogue lists it: how files name it and what it is made with, and what it is checked
/// against.
/// </summary>
/// <remarks>
/// What a layer can do is said where it does it: it has tangents if it is an <see cref="ITangentLayer"/>, interval
/// bounds if it is a
/// <see cref="Dense"/> or an <see cref="ElementWise"/> that rises, and CROWN bounds if it has an
/// <see cref="ElementWise.LeftSlope"/>. A file of another format has forms of its own, which it finds by
/// <see cref="Name"/>.
/// </remarks>
public abstract class LayerKind
{
    private protected LayerKind(string name) => Name = name;

    /// <summary>The name in files: <see cref="Layer.Type"/>.</summary>
    public string Name { get; }

    /// <summary>Whether it has another formula in evaluation than in training.</summary>
    public bool EvaluatesOtherwise { get; init; }

    /// <summary>
    /// The word for an activation where something else than a file says which it is; null if it is none to choose.
    /// </summary>
    public string? Activation { get; init; }

    /// <summary>Whether a layer is of this kind.</summary>
    public abstract bool Describes(Layer layer);

    /// <summary>The layer with the options of a file. Its parameters need no memory yet.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public abstract Layer Create(ILayerOptions options);

    /// <summary>The options that <see cref="Create"/> makes the same layer from, in the order of files.</summary>
    public abstract IReadOnlyList<LayerOption> OptionsOf(Layer layer);

    /// <summary>
    /// A layer to be checked: its constants are not those by default, which could hide that they are used.
    /// </summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs, where it isn't that of the inputs.</param>
    public abstract Layer Example(int inputs, int outputs);

    /// <summary>The activation with PyTorch's constants; the layer has an <see cref="Activation"/>.</summary>
    public abstract Layer CreateActivation();

    /// <summary>The layer in double precision.</summary>
    internal abstract ReferenceLayer Reference(Layer layer, ReferencePass pass);
}

/// <summary>A kind of layer by its type.</summary>
/// <typeparam name="TLayer">The layer.</typeparam>
/// <param name="name">The name in files.</param>
/// <param name="create">Makes it from the options of a file.</param>
/// <param name="options">What they are.</param>
/// <param name="example">Makes one to be checked, from the numbers of its inputs and outputs.</param>
/// <param name="reference">Makes what it is checked against.</param>
internal sealed class LayerKind<TLayer>(
    string name,
    Func<ILayerOptions, TLayer> create,
    Func<TLayer, LayerOption[]> options,
    Func<int, int, TLayer> example,
    Func<TLayer, ReferencePass, ReferenceLayer> reference)
    : LayerKind(name)
    where TLayer : Layer
{
    /// <summary>Makes it as PyTorch has it by default; as for a check unless given.</summary>
    public Func<TLayer>? AsInPyTorch { get; init; }

    /// <inheritdoc/>
    public override bool Describes(Layer layer) => layer is TLayer;

    /// <inheritdoc/>
    public override Layer Create(ILayerOptions options) => create(options);

    /// <inheritdoc/>
    public override IReadOnlyList<LayerOption> OptionsOf(Layer layer) => options((TLayer)layer);

    /// <inheritdoc/>
    public override Layer Example(int inputs, int outputs) => example(inputs, outputs);

    /// <inheritdoc/>
    public override Layer CreateActivation() => AsInPyTorch is null ? example(1, 1) : AsInPyTorch();

    /// <inheritdoc/>
    internal override ReferenceLayer Reference(Layer layer, ReferencePass pass) => reference((TLayer)layer, pass);
}
