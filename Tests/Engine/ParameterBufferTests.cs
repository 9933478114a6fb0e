using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine;

public sealed class ParameterBufferTests
{
    private static readonly ParameterDeclaration[] Declarations =
    [
        new("0.weight", 3, 7, Decays: true), // 21 floats, a gap of 11
        new("0.bias", 1, 7, Decays: false), // 7 floats, a gap of 9
        new("1.weight", 4, 4, Decays: true), // 16 floats, no gap
        new("1.bias", 1, 1, Decays: false), // 1 float, a gap of 15
    ];

    [Test]
    public void Every_tensor_starts_on_a_line_of_64_bytes()
    {
        var buffer = new ParameterBuffer(Declarations);

        Assert.That(buffer.Count, Is.EqualTo(4));
        Assert.That(buffer.ParameterCount, Is.EqualTo(21 + 7 + 16 + 1));
        Assert.That(buffer.Values.Length, Is.EqualTo(32 + 16 + 16 + 16));
        Assert.That(buffer.Gradients.Length, Is.EqualTo(buffer.Values.Length));
        Assert.That(
            Enumerable.Range(0, 4).Select(buffer.Slice), Is.EqualTo(new[] { 0..21, 32..39, 48..64, 64..65 }));
        Assert.That(buffer.Declarations, Is.EqualTo(Declarations));
        foreach (Matrix view in (Matrix[])[.. buffer.ValueViews.Span, .. buffer.GradientViews.Span])
        {
            Assert.That(Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(view.Span)) % 64,
                Is.EqualTo((nint)0));
        }
    }

    [Test]
    public void Views_are_the_memory_of_their_slice()
    {
        var buffer = new ParameterBuffer(Declarations);
        for (int i = 0; i < buffer.Count; i++)
        {
            buffer.ValueViews.Span[i].Fill(i + 1);
            buffer.GradientViews.Span[i].Fill(-i - 1);

            Assert.That(buffer.ValueViews.Span[i].ToString(),
                Is.EqualTo($"({Declarations[i].Rows}, {Declarations[i].Columns})"));
            Assert.That(buffer.Values[buffer.Slice(i)].ToArray(), Is.All.EqualTo(i + 1));
            Assert.That(buffer.Gradients[buffer.Slice(i)].ToArray(), Is.All.EqualTo(-i - 1));
        }
        Assert.That(buffer.Values.Count(0f), Is.EqualTo(11 + 9 + 15), "the gaps");
        Assert.That(buffer.Gradients.Count(0f), Is.EqualTo(11 + 9 + 15), "the gaps");
    }

    [Test]
    public void Only_gradients_are_zeroed()
    {
        var buffer = new ParameterBuffer(Declarations);
        buffer.Values.Fill(1);
        buffer.Gradients.Fill(1);

        buffer.ZeroGradients();

        Assert.That(buffer.Gradients.ContainsAnyExcept(0f), Is.False);
        Assert.That(buffer.Values.ContainsAnyExcept(1f), Is.False);
    }

    [Test]
    public void A_block_of_the_same_layout_is_seen_through_the_same_views()
    {
        var buffer = new ParameterBuffer(Declarations);
        Matrix moments = buffer.AllocateLike();
        moments.Span[buffer.Slice(2)].Fill(5);

        Assert.That(moments.Length, Is.EqualTo(buffer.Values.Length));
        Assert.That(buffer.View(moments, 2).Span.ToArray(), Is.All.EqualTo(5f));
        Assert.That(moments.Span.Count(5f), Is.EqualTo(16));
        moments.Fill(6);
        Assert.That(buffer.Values.ContainsAnyExcept(0f), Is.False, "the moments are memory of their own");
    }

    [Test]
    public void A_name_given_twice_is_refused() => Assert.That(
        () => new ParameterBuffer([new("weight", 2, 2, true), new("bias", 1, 2, false), new("weight", 3, 3, true)]),
        Throws.ArgumentException.With.Message.Contains("'weight'"));

    [Test]
    public void A_size_that_overflows_or_is_negative_is_refused()
    {
        Assert.That(() => new ParameterBuffer([new("weight", 1 << 20, 1 << 20, true)]),
            Throws.InstanceOf<OverflowException>());
        Assert.That(() => new ParameterBuffer([new("weight", -4, -4, true)]), Throws.ArgumentException);
    }

    [Test]
    public void A_buffer_of_nothing_is_empty() => Assert.That(new ParameterBuffer([]).Values.IsEmpty, Is.True);
}
