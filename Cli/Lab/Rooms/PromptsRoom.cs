using Scratch.Adversarial.Evaluation;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>Asks for the plane of prompts.</summary>
/// <param name="Side">Digits in each direction of the picture.</param>
internal sealed record PlaneQuestion(int Side);

/// <summary>The plane of prompts, from −3 to 3 in both directions.</summary>
/// <param name="Prompts">x, y and class of each held-out digit: the mean that the encoder gives it.</param>
/// <param name="Images">What the decoder makes of each place of a grid, from the upper left, 784 brightnesses each.
/// </param>
/// <param name="Side">Places in each direction.</param>
internal sealed record PlaneReply(float[] Prompts, byte[] Images, int Side);

/// <summary>Prompts to decode.</summary>
/// <param name="Prompts">x and y of each.</param>
internal sealed record DecodeQuestion(float[] Prompts);

/// <summary>What the decoder makes of prompts, and what the plain classifier takes it for.</summary>
/// <param name="Images">784 brightnesses of each.</param>
/// <param name="Probabilities">Of the ten digits, of each.</param>
internal sealed record DecodeReply(byte[] Images, float[] Probabilities);

/// <summary>Room 4: the plane of prompts of a variational autoencoder.</summary>
internal static class PromptsRoom
{
    private const float Reach = 3;
    private const int MostSide = 15, MostPrompts = 32;

    /// <summary>Where the digits live, and what lies between them.</summary>
    /// <exception cref="RoomException">A number is out of its range.</exception>
    public static PlaneReply Show(PlaneQuestion question)
    {
        RoomException.RequireBetween(question.Side, 1, MostSide, "The number of digits in each direction");
        DigitModels models = DigitModels.Get();
        int side = question.Side;
        Matrix means = models.Encoder.PredictOutputs(models.Examples.Inputs).SliceColumns(0, 2);
        Matrix places = Matrix.Allocate(side * side, 2);
        for (int i = 0; i < places.Rows; i++)
        {
            places[i, 0] = Reach * ((((2 * (i % side)) + 1f) / side) - 1);
            places[i, 1] = Reach * (1 - (((2 * (i / side)) + 1f) / side));
        }
        int[] labels = models.Examples.Labels.ToArray();
        return new PlaneReply(
            [.. labels.SelectMany((label, i) => (float[])[means[i, 0], means[i, 1], label])],
            AttackRoom.ToBytes(models.Decoder.PredictOutputs(places).Span), side);
    }

    /// <summary>The digits of some prompts.</summary>
    /// <exception cref="RoomException">A number is out of its range.</exception>
    public static DecodeReply Decode(DecodeQuestion question)
    {
        if (question.Prompts.Length is 0 or > 2 * MostPrompts || question.Prompts.Length % 2 != 0)
        {
            throw new RoomException(
                $"There are {question.Prompts.Length} numbers; expected x and y of 1 to {MostPrompts} prompts.");
        }
        RoomException.RequireNumbers(question.Prompts, question.Prompts.Length, 100, "A prompt");
        DigitModels models = DigitModels.Get();
        Matrix images = models.Decoder.PredictOutputs(Matrix.FromRows([.. question.Prompts.Chunk(2)]));
        Matrix logits = Evaluator.Logits(models.Plain, images);
        var probabilities = new float[logits.Length];
        for (int i = 0; i < logits.Rows; i++)
        {
            Probabilities.Write(logits.Row(i), probabilities.AsSpan(i * logits.Columns, logits.Columns));
        }
        return new DecodeReply(AttackRoom.ToBytes(images.Span), probabilities);
    }
}
