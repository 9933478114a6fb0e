namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>
/// Users in three parts: nothing of those who validate and test is trained on (strong generalisation, Marlin 2004); of
/// their items some are hidden, and the others are what a recommender is told.
/// </summary>
/// <param name="Training">The users to learn from.</param>
/// <param name="Validation">To choose by.</param>
/// <param name="Test">To test on.</param>
public sealed record BehaviourSplit(Profiles Training, HiddenItems Validation, HiddenItems Test)
{
    private const int OfTest = 0, OfValidation = 1, OfHiddenInTest = 2, OfHiddenInValidation = 3; // forks of the stream
    private const int UsualValidation = 1000, UsualTest = 2000;

    /// <summary>Splits users. Those with fewer than two items are left out of validation and test.</summary>
    /// <param name="data">The users.</param>
    /// <param name="options">How.</param>
    /// <param name="random">Decides who is in which part, and what is hidden.</param>
    /// <exception cref="InvalidDataException">There are too few users, or no times to split by.</exception>
    public static BehaviourSplit Create(BehaviourData data, SplitOptions options, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        int users = data.Profiles.Users;
        int validation = options.Validation > 0 ? options.Validation : Math.Min(UsualValidation, users / 10);
        int test = options.Test > 0 ? options.Test : Math.Min(UsualTest, users / 5);
        if (validation < 1 || test < 1 || (long)validation + test >= users)
        {
            throw new InvalidDataException(
                $"{data.Name}: {users} {(users == 1 ? "user" : "users")}, of whom {validation} are to validate and "
                    + $"{test} to test; expected at least one for each and one to train on.");
        }
        if (options.ByTime && data.Times is null)
        {
            throw new InvalidDataException(
                $"{data.Name}: no times; expected a column such as timestamp to hide what came last.");
        }
        int[] order = [.. Enumerable.Range(0, options.LastUsersValidate ? users - validation : users)];
        random.Fork(OfTest).Shuffle(order);
        int[] testing = Sorted(order[..test]);
        int[] rest = Sorted(order[test..]), validating;
        if (options.LastUsersValidate)
        {
            validating = [.. Enumerable.Range(users - validation, validation)];
        }
        else
        {
            random.Fork(OfValidation).Shuffle(rest);
            (validating, rest) = (Sorted(rest[..validation]), Sorted(rest[validation..]));
        }
        var split = new BehaviourSplit(
            data.Profiles.Subset(rest), Hide(data, validating, options, random.Fork(OfHiddenInValidation)),
            Hide(data, testing, options, random.Fork(OfHiddenInTest)));
        return split.Validation.Known.Users > 0 && split.Test.Known.Users > 0 ? split
            : throw new InvalidDataException(
                $"{data.Name}: no user who is to {(split.Test.Known.Users > 0 ? "validate" : "test")} has two items, "
                    + "of which one can be hidden; expected more users or more of their items.");
    }

    /// <summary>Hides items of users of other data, such as a test of its own.</summary>
    /// <exception cref="InvalidDataException">No user has two items, or there are no times to hide by.</exception>
    public static HiddenItems HideAll(BehaviourData data, SplitOptions options, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        if (options.ByTime && data.Times is null)
        {
            throw new InvalidDataException(
                $"{data.Name}: no times; expected a column such as timestamp to hide what came last.");
        }
        HiddenItems hidden = Hide(
            data, [.. Enumerable.Range(0, data.Profiles.Users)], options, random.Fork(OfHiddenInTest));
        return hidden.Known.Users > 0 ? hidden : throw new InvalidDataException(
            $"{data.Name}: no user has two items that the run knows, of which one can be hidden; expected some.");
    }

    /// <summary>Hidden items of the test that no user of training has: nothing can be learnt of them.</summary>
    public int UnseenInTest()
    {
        int[] counts = Training.CountUsers();
        return Enumerable.Range(0, Test.Hidden.Users)
            .Sum(user => Test.Hidden[user].ToArray().Count(item => counts[item] == 0));
    }

    private static HiddenItems Hide(BehaviourData data, int[] users, SplitOptions options, RandomStream random)
    {
        Profiles profiles = data.Profiles.Subset(users);
        return options.ByTime
            ? HiddenItems.Last(profiles, [.. users.SelectMany(user => data.TimesOf(user).ToArray())], options.Hidden)
            : options.Hidden > 0 ? HiddenItems.Share(profiles, options.Hidden, random)
            : HiddenItems.One(profiles, random);
    }

    private static int[] Sorted(int[] users) => [.. users.Order()];
}
