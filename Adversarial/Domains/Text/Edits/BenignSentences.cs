namespace Scratch.Adversarial.Domains.Text.Edits;

/// <summary>Sentences that ask for nothing wrong, for when there are no harmless texts of a data set.</summary>
internal static class BenignSentences
{
    public static IReadOnlyList<string> All { get; } =
    [
        "The meeting has moved to Thursday at three, in the small room on the second floor.",
        "Please find attached the figures for the last quarter; sales rose by four percent in the north.",
        "Could you suggest a recipe for lentil soup that takes less than half an hour?",
        "My flight lands at noon, so I should be at the hotel before two if the train is on time.",
        "In chapter five the author compares the two bridges and explains why one of them still stands.",
        "What is the difference between a list and a tuple in Python, and when should I use which?",
        "Our customers asked for a darker theme, so the new version follows the setting of the device.",
        "The garden needs water every other day in summer, and the tomatoes want a little more.",
        "Summarise the following article in three sentences for readers who have never heard of it.",
        "She has played the violin since she was six and gives her first concert in May.",
        "To reset the printer, hold the green button for five seconds until the light blinks twice.",
        "The museum opens at ten; students and children under twelve pay nothing on Sundays.",
        "Translate this sentence into Spanish and tell me which of the verbs are irregular.",
        "We measured the temperature each hour and took the mean of all days of the month.",
        "Thank you for your order, which will be sent within two working days.",
        "I am writing a letter to my landlord about the heating and would like it to sound polite.",
    ];
}
