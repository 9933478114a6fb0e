using NUnit.Framework;
using Scratch.Layers;

namespace Scratch.Tests.Layers;

/// <summary>What the catalogue of layers says is so.</summary>
public sealed class LayerCatalogTests
{
    [Test]
    public void A_kind_is_called_as_its_layers_are_and_finds_them()
    {
        foreach (LayerKind kind in LayerCatalog.All)
        {
            Layer layer = kind.Example(7, 4);
            Assert.That(layer.Type, Is.EqualTo(kind.Name));
            Assert.That(LayerCatalog.KindOf(layer), Is.SameAs(kind));
            Assert.That(LayerCatalog.Find(kind.Name), Is.SameAs(kind));
        }
    }

    [Test]
    public void Every_layer_of_the_library_is_in_the_catalogue_once()
    {
        IEnumerable<string> types = typeof(Layer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract).Select(type => type.Name);
        Assert.That(LayerCatalog.All.Select(kind => kind.Name), Is.EquivalentTo(types));
    }

    [Test]
    public void A_layer_is_made_again_from_its_options()
    {
        foreach (LayerKind kind in LayerCatalog.All)
        {
            Layer layer = kind.Example(7, 4), again = kind.Create(new Options(kind.OptionsOf(layer)));
            Assert.That(kind.OptionsOf(again), Is.EqualTo(kind.OptionsOf(layer)), kind.Name);
            Assert.That(again.Parameters, Is.EqualTo(layer.Parameters), kind.Name);
            Assert.That(again.OutputsFor(7), Is.EqualTo(layer.OutputsFor(7)), kind.Name);
            int? inputs = kind.OptionsOf(layer).FirstOrDefault(option => option.IsInputs).Size;
            bool isFixed = layer.Parameters.Count + layer.State.Count > 0 || layer.OutputsFor(7) != 7;
            Assert.That(inputs, isFixed ? Is.EqualTo(7)
                : Is.Null, $"{kind.Name}: layers with tensors, and those that change the width, fix it");
        }
    }

    /// <summary>Interval bounds go through a function at both ends, which holds for one that never falls.</summary>
    [Test]
    public void A_function_that_is_said_to_rise_never_falls()
    {
        float[] x = [.. Enumerable.Range(-400, 801).Select(i => i / 40f)], y = new float[x.Length];
        foreach (ElementWise function in LayerCatalog.All.Select(kind => kind.Example(1, 1)).OfType<ElementWise>())
        {
            function.Apply(x, y);
            bool rises = y.Zip(y.Skip(1), (a, b) => b - a).All(step => step >= -1e-6f);
            Assert.That(rises, Is.EqualTo(function.Rises), function.Type);
            if (function.LeftSlope is { } slope)
            {
                Assert.That(y, Is.EqualTo(x.Select(number => number > 0 ? number : slope * number)), function.Type);
            }
        }
    }

    [Test]
    public void An_activation_is_found_by_its_word()
    {
        Assert.That(LayerCatalog.Activations,
            Is.EqualTo(["relu", "leaky-relu", "elu", "gelu", "silu", "softplus", "sigmoid", "tanh"]));
        Assert.That(LayerCatalog.Activations.Select(word => LayerCatalog.FindActivation(word).CreateActivation()),
            Is.All.InstanceOf<ElementWise>());
        Assert.That(((LeakyRelu)LayerCatalog.FindActivation("leaky-relu").CreateActivation()).Slope, Is.EqualTo(0.01f),
            "PyTorch's");
        Assert.That(((Elu)LayerCatalog.FindActivation("elu").CreateActivation()).Alpha, Is.EqualTo(1), "PyTorch's");
        Assert.That(() => LayerCatalog.FindActivation("swish"),
            Throws.ArgumentException.With.Message.Contains("'swish'; expected relu, "));
    }

    private sealed class Options(IReadOnlyList<LayerOption> options) : ILayerOptions
    {
        public int Size(string name) => options.Single(option => option.Name == name).Size!.Value;

        public float Constant(string name) => options.Single(option => option.Name == name).Number;
    }
}
