using Scratch.Adversarial.Domains.Behaviour;

namespace Scratch.Benchmarks.Recommend;

/// <summary>
/// The users of each seed as files, so that other libraries learn from the same and are asked the same.
/// </summary>
internal static class SplitFiles
{
    /// <summary>
    /// Writes <c>seed-N/</c> with <c>training</c>, <c>validation-known</c>, <c>validation-hidden</c>, <c>test-known</c>
    /// and <c>test-hidden</c>: a user a line, the numbers of the items with spaces between.
    /// </summary>
    public static void Write(Profiles users, bool isVisits, int seeds, string folder)
    {
        for (int seed = 0; seed < seeds; seed++)
        {
            RecommendData data = RecommendData.Split(users, isVisits, seed);
            string target = Directory.CreateDirectory(Path.Combine(folder, $"seed-{seed}")).FullName;
            Write(data.Training, "training");
            Write(data.Validation.Known, "validation-known");
            Write(data.Validation.Hidden, "validation-hidden");
            Write(data.Test.Known, "test-known");
            Write(data.Test.Hidden, "test-hidden");

            void Write(Profiles profiles, string name) => File.WriteAllLines(
                Path.Combine(target, name),
                Enumerable.Range(0, profiles.Users).Select(user => string.Join(' ', profiles[user].ToArray())));
        }
    }
}
