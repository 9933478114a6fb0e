namespace Scratch.Adversarial.Data;

/// <summary>
/// Draws examples so that every class has its share: how data with few labels is made of data with all.
/// </summary>
public static class BalancedDraw
{
    /// <summary>
    /// Rows of different examples, one of each class in turn, so that any first part of them is balanced, too.
    /// </summary>
    /// <param name="data">All its labels are known.</param>
    /// <param name="count">How many, at least 0.</param>
    /// <param name="random">Decides which; of the same class any example is as likely as another.</param>
    /// <exception cref="InvalidDataException">A class has too few examples.</exception>
    public static int[] Rows(Dataset data, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] order = [.. Enumerable.Range(0, data.Count)];
        random.Shuffle(order);
        Queue<int>[] ofClass =
            [.. Enumerable.Range(0, data.Classes)
            .Select(c => new Queue<int>(order.Where(row => data.Labels.Span[row] == c)))];
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++)
        {
            int wanted = i % data.Classes;
            if (!ofClass[wanted].TryDequeue(out drawn[i]))
            {
                throw new InvalidDataException(
                    $"{data.Name} has {i / data.Classes} examples of class {wanted}; {count} labels, evenly over "
                    + $"{data.Classes} classes, need more.");
            }
        }
        return drawn;
    }
}
