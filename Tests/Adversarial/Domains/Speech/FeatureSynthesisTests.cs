using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Domains.Speech.Synthesis;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Domains.Speech;

/// <summary>Sounds from features, and features from these sounds.</summary>
public class FeatureSynthesisTests
{
    [Test]
    public void The_features_of_a_synthesised_word_are_near_to_those_it_was_made_from()
    {
        Dataset words = new SpeechSource(SyntheticDigits.Name, new SpeechOptions()).OpenTraining().Take(200);
        FrontEnd frontEnd = words.Domain.CreateFrontEnd(words)!;
        var synthesis = new FeatureSynthesis(frontEnd);
        Matrix features = frontEnd.Apply(words.Inputs), row = Matrix.Allocate(1, words.Inputs.Columns);
        double nearest = 0, another = 0;
        int count = 0;
        for (int i = 0; i < words.Count; i += 20, count++)
        {
            float[] sound = synthesis.Synthesise(
                features.Row(i), SpeechRow.CountOf(words.Inputs.Row(i)), new RandomStream(Seed: 3));
            SpeechRow.Write(sound, row.Row(0));
            Matrix again = frontEnd.Apply(row);
            nearest += Distance(again.Row(0), features.Row(i));
            another += Distance(again.Row(0), features.Row((i + 7) % words.Count));
        }
        TestContext.Out.WriteLine($"{nearest / count} of a deviation; to another word {another / count}");
        Assert.That(nearest / count, Is.LessThan(0.25), "deviations");
        Assert.That(nearest, Is.LessThan(another / 2));
    }

    [Test]
    public void Features_are_undone_exactly_but_for_the_phases()
    {
        Dataset words = new SpeechSource(SyntheticDigits.Name, new SpeechOptions()).OpenTraining().Take(50);
        FrontEnd frontEnd = words.Domain.CreateFrontEnd(words)!;
        var synthesis = new FeatureSynthesis(frontEnd);
        Matrix features = frontEnd.Apply(words.Inputs), logMel = Matrix.Allocate(synthesis.Domain.Frames, synthesis.Domain.Bands);
        Network before = new(words.Inputs.Columns, LogMelFeatures.CreateLayers(
            words.Inputs.Columns - 1, floorShare: new SpeechOptions().FloorShare)[..4]);
        Matrix expected = before.PredictOutputs(words.Inputs.SliceRows(3, 1));
        synthesis.Restore(features.Row(3), logMel);
        Assert.That(Distance(logMel.Span, expected.Span), Is.LessThan(1e-4));
    }

    [Test]
    public void The_same_stream_gives_the_same_sound_and_features_far_out_a_finite_one()
    {
        Dataset words = new SpeechSource(SyntheticDigits.Name, new SpeechOptions()).OpenTraining().Take(50);
        var synthesis = new FeatureSynthesis(words.Domain.CreateFrontEnd(words)!);
        float[] features = new float[synthesis.Domain.Features];
        features.AsSpan().Fill(1e9f);
        float[] once = synthesis.Synthesise(features, 1234, new RandomStream(Seed: 1));
        Assert.That(once, Has.Length.EqualTo(1234).And.All.InRange(-1f, 1f));
        Assert.That(synthesis.Synthesise(features, 1234, new RandomStream(Seed: 1)), Is.EqualTo(once));
        Assert.That(synthesis.Synthesise(features, 1234, new RandomStream(Seed: 2)), Is.Not.EqualTo(once));
        Assert.That(synthesis.Synthesise(features, 200, default), Has.Length.EqualTo(200));
        Assert.That(() => synthesis.Synthesise(features, 199, default), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new FeatureSynthesis(new FrontEnd(new Network(3, [new Tanh()]), new VectorDomain(3))),
            Throws.ArgumentException);
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }
        return sum / a.Length;
    }
}
