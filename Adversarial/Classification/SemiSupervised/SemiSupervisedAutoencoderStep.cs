using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// One update of an adversarial autoencoder that is told few labels: its prompt is [y | z], a class and a style. One discriminator makes y look like
/// one-hot classes, another makes z look like N(0, 1), and the labelled examples say which class is which. Makhzani et al. 2016, section 5.
/// </summary>
/// <remarks>
/// The encoder's output is [class logits | z], y = softmax of the first; z is without noise, as in the paper. The paper takes reconstruction, games and
/// classification in turn; here the encoder gets all gradients in one update. No label but those of the data's labelled rows is read.
/// </remarks>
public sealed class SemiSupervisedAutoencoderStep : ITrainingStep
{
    private static readonly Loss Reconstruction = new BinaryCrossEntropy(), CrossEntropy = new SoftmaxCrossEntropy();

    private readonly Learner _encoder;
    private readonly Learner _decoder;
    private readonly DiscriminatorTrainer _ofClass;
    private readonly DiscriminatorTrainer _ofStyle;
    private readonly Schedule _schedule;
    private readonly Dataset _data;
    private readonly float _reconstructionWeight;
    private readonly LabelledRounds _rounds;
    private readonly int[] _labelledRows;
    private readonly Workspace _encoderPass;
    private readonly Workspace _decoderPass;
    private readonly Workspace _labelledPass;
    private readonly Matrix _x;
    private readonly Matrix _labelled;
    private readonly Matrix _targets;
    private readonly Matrix _prompts;
    private readonly Matrix _dPrompts;
    private readonly Matrix _y;
    private readonly Matrix _z;
    private readonly Matrix _dY;
    private readonly Matrix _dZ;
    private readonly Matrix _anyClass;
    private readonly Matrix _anyStyle;
    private readonly Matrix _losses;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">From pixels to [class logits | z].</param>
    /// <param name="decoder">From [y | z] to pixels; ends in a sigmoid.</param>
    /// <param name="ofClass">Its discriminator takes y, and tells it from one-hot classes, all of them as often.</param>
    /// <param name="ofStyle">Its discriminator takes z, and tells it from N(0, 1).</param>
    /// <param name="schedule">The learning rate of encoder and decoder.</param>
    /// <param name="data">The training part: its <see cref="Dataset.LabelledRows"/> have labels, and all its examples take part without.</param>
    /// <param name="reconstructionWeight">Of the reconstruction, a sum over the pixels, beside 1 for the games and the labelled examples; at least 0.</param>
    /// <param name="random">Decides in which order labelled examples come.</param>
    /// <param name="labelledBatch">Labelled examples in every batch.</param>
    /// <param name="batchSize">The largest batch of unlabelled examples.</param>
    /// <exception cref="ArgumentException">The networks don't fit together, or there is no labelled example.</exception>
    public SemiSupervisedAutoencoderStep(
        Learner encoder, Learner decoder, DiscriminatorTrainer ofClass, DiscriminatorTrainer ofStyle, Schedule schedule, Dataset data,
        float reconstructionWeight, RandomStream random, int labelledBatch, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reconstructionWeight);
        int classes = data.Classes, style = decoder.Network.Inputs - classes;
        if (encoder.Network.Outputs != classes + style || ofClass.Discriminator.Network.Inputs != classes || ofStyle.Discriminator.Network.Inputs != style)
        {
            throw new ArgumentException(
                $"The decoder takes {classes} + {style}; the encoder's {encoder.Network.Outputs} outputs or the discriminators' "
                + $"{ofClass.Discriminator.Network.Inputs} and {ofStyle.Discriminator.Network.Inputs} inputs don't fit it.");
        }
        if (data.LabelledRows is not { Length: > 0 } rows)
        {
            throw new ArgumentException($"{data.Name} has no rows that are known to be labelled.", nameof(data));
        }
        (_encoder, _decoder, _ofClass, _ofStyle, _schedule, _data) = (encoder, decoder, ofClass, ofStyle, schedule, data);
        (_reconstructionWeight, _rounds, _labelledRows) = (reconstructionWeight, new LabelledRounds(rows, random), new int[labelledBatch]);
        Learners = [encoder, decoder, ofClass.Discriminator, ofStyle.Discriminator];
        (_encoderPass, _decoderPass) = (new Workspace(encoder.Network, batchSize), new Workspace(decoder.Network, batchSize));
        _labelledPass = new Workspace(encoder.Network, labelledBatch);
        (_x, _labelled) = (Matrix.Allocate(batchSize, encoder.Network.Inputs), Matrix.Allocate(labelledBatch, encoder.Network.Inputs));
        _targets = Matrix.Allocate(labelledBatch, classes);
        (_prompts, _dPrompts) = (Matrix.Allocate(batchSize, classes + style), Matrix.Allocate(batchSize, classes + style));
        (_y, _dY, _anyClass) = (Matrix.Allocate(batchSize, classes), Matrix.Allocate(batchSize, classes), Matrix.Allocate(batchSize, classes));
        (_z, _dZ, _anyStyle) = (Matrix.Allocate(batchSize, style), Matrix.Allocate(batchSize, style), Matrix.Allocate(batchSize, style));
        _losses = Matrix.Allocate(1, Math.Max(batchSize, labelledBatch));
    }

    /// <inheritdoc/>
    public string Stage { get; init; } = "classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "accuracy", "reconstruction", "class discriminator", "style discriminator"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <summary>The classifier that an encoder is: its layers to the class logits, copied. Allocates.</summary>
    /// <param name="encoder">Ends in a dense layer to [class logits | z].</param>
    /// <param name="classes">The number of class logits.</param>
    public static Network ClassifierOf(Network encoder, int classes)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        int last = encoder.Layers.Count - 1;
        var classifier = new Network(encoder.Inputs, encoder.Layers.Take(last).Append(new Dense(encoder.Width(last), classes)));
        for (int layer = 0; layer <= last; layer++)
        {
            foreach ((Matrix from, Matrix to) in encoder.ParametersOf(layer).ToArray().Zip(classifier.ParametersOf(layer).ToArray()))
            {
                from.SliceColumns(0, to.Columns).CopyTo(to);
            }
        }
        return classifier;
    }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        RandomStream random = context.Random;
        Matrix y = _y.SliceRows(0, rows), z = _z.SliceRows(0, rows), dY = _dY.SliceRows(0, rows), dZ = _dZ.SliceRows(0, rows);
        (metrics[0], metrics[1]) = Classify(context);
        metrics[2] = Reconstruct(context, y, z, random);
        (metrics[3], metrics[4]) = (0, 0);
        Matrix anyClass = _anyClass.SliceRows(0, rows), anyStyle = _anyStyle.SliceRows(0, rows);
        DrawPriors(random, anyClass, anyStyle);
        for (int turn = 0; turn < _ofClass.Steps; turn++)
        {
            metrics[3] += _ofClass.Update(context, random.Fork(4).Fork(turn), anyClass, y).Loss / _ofClass.Steps;
        }
        for (int turn = 0; turn < _ofStyle.Steps; turn++)
        {
            metrics[4] += _ofStyle.Update(context, random.Fork(5).Fork(turn), anyStyle, z).Loss / _ofStyle.Steps;
        }
        _ofClass.GeneratorLoss(context, random.Fork(6), anyClass, y, default, dY);
        _ofStyle.GeneratorLoss(context, random.Fork(7), anyStyle, z, default, dZ);
        LearnPrompts(y, dY, dZ);
        float rate = context.LearningRate(_schedule);
        _encoder.Optimizer.Step(rate);
        _decoder.Optimizer.Step(rate);
    }

    /// <summary>The labelled examples: the cross-entropy of their class logits, and its gradients.</summary>
    private (float Loss, float Accuracy) Classify(in StepContext context)
    {
        _rounds.Deal(context.Step, _labelledRows);
        RowOperations.Gather(_data.Inputs, _labelledRows, _labelled);
        OneHot.Gather(_data.Labels.Span, _labelledRows, _targets);
        Matrix heads = _encoder.Network.Forward(_labelledPass, _labelled, Mode.Train, context.Random.Fork(1));
        Matrix logits = heads.SliceColumns(0, _data.Classes), losses = _losses.SliceColumns(0, _labelledRows.Length), dHeads = _labelledPass.DLogits;
        dHeads.Fill(0);
        CrossEntropy.Compute(logits, _targets, losses, 1f / _labelledRows.Length, dHeads.SliceColumns(0, _data.Classes));
        _encoder.Network.BackwardFromLogits(_labelledPass, dHeads, default, ParameterGradients.Accumulate);
        int right = 0;
        for (int row = 0; row < _labelledRows.Length; row++)
        {
            right += RowOperations.ArgMax(logits.Row(row)) == _data.Labels.Span[_labelledRows[row]] ? 1 : 0;
        }
        return (TensorPrimitives.Sum<float>(losses.Span) / _labelledRows.Length, (float)right / _labelledRows.Length);
    }

    /// <summary>Forward through encoder and decoder, and back as far as the prompts.</summary>
    private float Reconstruct(in StepContext context, Matrix y, Matrix z, RandomStream random)
    {
        Matrix x = _x.SliceRows(0, y.Rows), prompts = _prompts.SliceRows(0, y.Rows), losses = _losses.SliceColumns(0, y.Rows);
        RowOperations.Gather(_data.Inputs, context.Rows.Span, x);
        Matrix heads = _encoder.Network.Forward(_encoderPass, x, Mode.Train, random.Fork(2));
        for (int row = 0; row < y.Rows; row++)
        {
            RowSoftmax.Write(heads.Row(row)[..y.Columns], y.Row(row));
            heads.Row(row)[y.Columns..].CopyTo(z.Row(row));
        }
        y.CopyTo(prompts.SliceColumns(0, y.Columns));
        z.CopyTo(prompts.SliceColumns(y.Columns, z.Columns));
        Matrix logits = _decoder.Network.ForwardToLogits(_decoderPass, prompts, Mode.Train, random.Fork(3));
        Reconstruction.Compute(logits, x, losses, _reconstructionWeight / y.Rows, _decoderPass.DLogits);
        _decoder.Network.BackwardFromLogits(_decoderPass, _decoderPass.DLogits, _dPrompts.SliceRows(0, y.Rows), ParameterGradients.Accumulate);
        return TensorPrimitives.Sum<float>(losses.Span) / y.Rows;
    }

    /// <summary>The way back from the prompts, which decoder and discriminators have read: through the softmax, dX = y ⊙ (dY − Σ y dY), and the encoder.</summary>
    private void LearnPrompts(Matrix y, Matrix dY, Matrix dZ)
    {
        Matrix dHeads = _encoderPass.DLogits;
        for (int row = 0; row < y.Rows; row++)
        {
            Span<float> dClass = dHeads.Row(row)[..y.Columns], dStyle = dHeads.Row(row)[y.Columns..];
            TensorPrimitives.Add(_dPrompts.Row(row)[..y.Columns], dY.Row(row), dClass);
            TensorPrimitives.Add(_dPrompts.Row(row)[y.Columns..], dZ.Row(row), dStyle);
            TensorPrimitives.Subtract(dClass, TensorPrimitives.Dot<float>(y.Row(row), dClass), dClass);
            TensorPrimitives.Multiply(dClass, y.Row(row), dClass);
        }
        _encoder.Network.BackwardFromLogits(_encoderPass, dHeads, default, ParameterGradients.Accumulate);
    }

    private static void DrawPriors(RandomStream random, Matrix anyClass, Matrix anyStyle)
    {
        anyClass.Fill(0);
        for (int row = 0; row < anyClass.Rows; row++)
        {
            anyClass[row, random.Fork(8).Below(anyClass.Columns, (ulong)row)] = 1;
        }
        random.Fork(9).FillNormal(anyStyle.Span);
    }
}
