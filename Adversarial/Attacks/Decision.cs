namespace Scratch.Adversarial.Attacks;

/// <summary>The class that logits stand for: the one rule of all attacks and of what counts them.</summary>
internal static class Decision
{
    /// <summary>No class: wrong, whatever the label, and what no attack can be after.</summary>
    public const int None = -1;

    /// <summary>
    /// The class with the largest logit; <see cref="None"/> where a logit isn't finite, for of NaN and infinities none
    /// is the largest.
    /// </summary>
    public static int From(ReadOnlySpan<float> logits) =>
        TensorPrimitives.IsFiniteAll(logits) ? RowOperations.ArgMax(logits) : None;

    /// <summary>Those of any number of points, in batches of the model's capacity. Allocates.</summary>
    public static int[] All(IModel model, Matrix points, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        int[] decisions = new int[points.Rows];
        Batches.Run(points, model.Capacity, (start, batch) =>
        {
            Matrix logits = model.Forward(batch);
            for (int row = 0; row < logits.Rows; row++)
            {
                decisions[start + row] = From(logits.Row(row));
            }
        }, cancellation);
        return decisions;
    }

    /// <summary>Those of a data set, wherever its examples are. Allocates.</summary>
    public static int[] All(IModel model, Dataset data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] decisions = new int[data.Count];
        foreach ((int start, Matrix inputs) in data.Pieces())
        {
            All(model, inputs, cancellation).CopyTo(decisions, start);
        }
        return decisions;
    }

    /// <summary>The same, for examples as they are: a model that gives no class there can't be attacked.</summary>
    /// <exception cref="InvalidDataException">Some logits aren't finite; the message says for how many
    /// examples.</exception>
    public static int[] AllFinite(IModel model, Dataset data, CancellationToken cancellation = default)
    {
        int[] decisions = All(model, data, cancellation);
        int strange = decisions.Count(seen => seen == None);
        return strange == 0 ? decisions : throw new InvalidDataException(
            $"The model's logits are not finite for {strange} of {data.Count} examples: there is nothing to attack.");
    }
}
