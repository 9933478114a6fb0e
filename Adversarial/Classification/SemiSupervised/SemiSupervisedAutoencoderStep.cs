namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// One update of an adversarial autoencoder that is told few labels: its prompt is [y | z], a class and a style. One
/// discriminator makes y look like one-hot classes, another makes z look like N(0, 1), and the labelled examples say
/// which class is which. Makhzani et al. 2016, section 5.
/// </summary>
/// <remarks>
/// The encoder's output is [class logits | z], y = softmax of the first; z is without noise, as in the paper. The paper
/// takes reconstruction, games and classification in turn; here the encoder gets all gradients in one update. No label
/// but those of the data's labelled rows is read.
/// </remarks>
internal sealed class SemiSupervisedAutoencoderStep : EncodingStep
{
    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();

    private readonly DiscriminatorTrainer _ofClass;
    private readonly DiscriminatorTrainer _ofStyle;
    private readonly LabelledRounds _rounds;
    private readonly Workspace _labelledPass;
    private readonly Matrix _labelled;
    private readonly Matrix _targets;
    private readonly Matrix _labelledLosses;
    private readonly Matrix _prompts;
    private readonly Matrix _dPrompts;
    private readonly Matrix _y;
    private readonly Matrix _z;
    private readonly Matrix _dY;
    private readonly Matrix _dZ;
    private readonly Matrix _anyClass;
    private readonly Matrix _anyStyle;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">From pixels to [class logits | z].</param>
    /// <param name="decoder">From [y | z] to pixels; ends in a sigmoid.</param>
    /// <param name="ofClass">Its discriminator takes y, and tells it from one-hot classes, all of them as
    /// often.</param>
    /// <param name="ofStyle">Its discriminator takes z, and tells it from N(0, 1).</param>
    /// <param name="labelled">Gives the labelled examples of the training part, all of whose examples take part without
    /// labels.</param>
    /// <param name="batchSize">The largest batch of unlabelled examples.</param>
    /// <exception cref="ArgumentException">The networks don't fit together.</exception>
    public SemiSupervisedAutoencoderStep(
        Learner encoder, Learner decoder, DiscriminatorTrainer ofClass, DiscriminatorTrainer ofStyle,
            LabelledRounds labelled, int batchSize)
        : base(encoder, decoder, labelled.Data, batchSize)
    {
        int classes = Data.Classes, style = Decoder.Inputs - classes;
        if (Encoder.Outputs != classes + style || ofClass.Discriminator.Network.Inputs != classes
            || ofStyle.Discriminator.Network.Inputs != style)
        {
            throw new ArgumentException(
                $"The decoder takes {classes} + {style}; the encoder's {Encoder.Outputs} outputs or the "
                    + "discriminators' "
                + $"{ofClass.Discriminator.Network.Inputs} and {ofStyle.Discriminator.Network.Inputs} inputs don't "
                + "fit it.");
        }
        (_ofClass, _ofStyle, _rounds, Stage) = (ofClass, ofStyle, labelled, "classifier");
        Learners = [encoder, decoder, ofClass.Discriminator, ofStyle.Discriminator];
        _labelledPass = new Workspace(Encoder, labelled.BatchSize);
        _labelled = Matrix.Allocate(labelled.BatchSize, Encoder.Inputs);
        (_targets, _labelledLosses) =
            (Matrix.Allocate(labelled.BatchSize, classes), Matrix.Allocate(1, labelled.BatchSize));
        (_prompts, _dPrompts) =
            (Matrix.Allocate(batchSize, classes + style), Matrix.Allocate(batchSize, classes + style));
        (_y, _dY, _anyClass) =
            (Matrix.Allocate(batchSize, classes), Matrix.Allocate(batchSize, classes),
            Matrix.Allocate(batchSize, classes));
        (_z, _dZ, _anyStyle) =
            (Matrix.Allocate(batchSize, style), Matrix.Allocate(batchSize, style), Matrix.Allocate(batchSize, style));
    }

    /// <summary>
    /// The weight of the reconstruction, a sum over the pixels, beside 1 for the games and the labelled examples; at
    /// least 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public float ReconstructionWeight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(ReconstructionWeight));
            field = value;
        }
    } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Metrics { get; } =
        ["loss", "accuracy", "reconstruction", "class discriminator", "style discriminator"];

    /// <summary>The classifier that an encoder is: its layers to the class logits, copied. Allocates.</summary>
    /// <param name="encoder">Ends in a dense layer to [class logits | z].</param>
    /// <param name="classes">The number of class logits.</param>
    public static Network ClassifierOf(Network encoder, int classes)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        int last = encoder.Layers.Count - 1;
        var classifier = new Network(
            encoder.Inputs, encoder.Layers.Take(last).Append(new Dense(encoder.Width(last), classes)));
        for (int layer = 0; layer <= last; layer++)
        {
            foreach ((Matrix from, Matrix to) in encoder.ParametersOf(layer).ToArray()
                .Zip(classifier.ParametersOf(layer).ToArray()))
            {
                from.SliceColumns(0, to.Columns).CopyTo(to);
            }
        }
        return classifier;
    }

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        RandomStream random = context.Random;
        Matrix y = _y.SliceRows(0, rows), z = _z.SliceRows(0, rows), dY = _dY.SliceRows(0, rows),
            dZ = _dZ.SliceRows(0, rows);
        Matrix anyClass = _anyClass.SliceRows(0, rows), anyStyle = _anyStyle.SliceRows(0, rows);
        (metrics[0], metrics[1]) = Classify(context);
        metrics[2] = Reconstruct(context, y, z, random);
        DrawPriors(random, anyClass, anyStyle);
        metrics[3] = _ofClass.Train(context, random.Fork(4), anyClass, y);
        metrics[4] = _ofStyle.Train(context, random.Fork(5), anyStyle, z);
        _ofClass.GeneratorLoss(context, random.Fork(6), anyClass, y, default, dY);
        _ofStyle.GeneratorLoss(context, random.Fork(7), anyStyle, z, default, dZ);
        LearnPrompts(y, dY, dZ);
        UpdateBoth(context);
    }

    /// <summary>The labelled examples: the cross-entropy of their class logits, and its gradients.</summary>
    private (float Loss, float Accuracy) Classify(in StepContext context)
    {
        ReadOnlySpan<int> rows = _rounds.Deal(context.Step).Span;
        RowOperations.Gather(Data.Inputs, rows, _labelled);
        OneHot.Gather(Data.Labels.Span, rows, _targets);
        Matrix heads = Encoder.Forward(_labelledPass, _labelled, Mode.Train, context.Random.Fork(1));
        Matrix logits = heads.SliceColumns(0, Data.Classes), dHeads = _labelledPass.DLogits;
        dHeads.Fill(0);
        CrossEntropy.Compute(logits, _targets, _labelledLosses, 1f / rows.Length, dHeads.SliceColumns(0, Data.Classes));
        Encoder.BackwardFromLogits(_labelledPass, dHeads, default, ParameterGradients.Accumulate);
        return (Reductions.Sum<float>(_labelledLosses.Span) / rows.Length,
            (float)(Metric.Accuracy.Sum(logits, _targets) / rows.Length));
    }

    /// <summary>Forward through encoder and decoder, and back as far as the prompts.</summary>
    private float Reconstruct(in StepContext context, Matrix y, Matrix z, RandomStream random)
    {
        Matrix x = Gather(context), prompts = _prompts.SliceRows(0, y.Rows);
        Matrix heads = Encoder.Forward(EncoderPass, x, Mode.Train, random.Fork(2));
        for (int row = 0; row < y.Rows; row++)
        {
            RowSoftmax.Write(heads.Row(row)[..y.Columns], y.Row(row));
            heads.Row(row)[y.Columns..].CopyTo(z.Row(row));
        }
        y.CopyTo(prompts.SliceColumns(0, y.Columns));
        z.CopyTo(prompts.SliceColumns(y.Columns, z.Columns));
        float loss = Reconstruct(prompts, random.Fork(3), x, ReconstructionWeight / y.Rows) / y.Rows;
        BackwardThroughDecoder(_dPrompts.SliceRows(0, y.Rows));
        return loss;
    }

    /// <summary>
    /// The way back from the prompts, which decoder and discriminators have read: through the softmax, dX = y ⊙ (dY − Σ
    /// y dY), and the encoder.
    /// </summary>
    private void LearnPrompts(Matrix y, Matrix dY, Matrix dZ)
    {
        for (int row = 0; row < y.Rows; row++)
        {
            Span<float> dClass = EncoderPass.DLogits.Row(row)[..y.Columns],
                dStyle = EncoderPass.DLogits.Row(row)[y.Columns..];
            TensorPrimitives.Add(_dPrompts.Row(row)[..y.Columns], dY.Row(row), dClass);
            TensorPrimitives.Add(_dPrompts.Row(row)[y.Columns..], dZ.Row(row), dStyle);
            TensorPrimitives.Subtract(dClass, Reductions.Dot<float>(y.Row(row), dClass), dClass);
            TensorPrimitives.Multiply(dClass, y.Row(row), dClass);
        }
        BackwardThroughEncoder();
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
