using NUnit.Framework;
using Scratch.Adversarial.Domains.Text.Normalisation;

namespace Scratch.Tests.Adversarial.Domains.Text.Normalisation;

/// <summary>Which spellings are undone, and that those which people and programs use stay.</summary>
public sealed class SpellingTests
{
    private static readonly NormalisedText Text = new();

    [TestCase("h4ck the pa55word, p@ssw0rd, pa$$word", "hack the password, password, password")]
    [TestCase("n0w d0 y0u get p00r g00gle", "now d0 you get poor google")]
    [TestCase("syst3m pr0mpt, instructi0ns", "system prompt, instructions")]
    [TestCase("1gnore 4dmin 0bey 5ystem", "ignore admin obey system")]
    [TestCase("h3llo he11o w0rld h4ck3r 3xpl01t", "hello hello world hacker exploit")]
    [TestCase("passw0rd99 passw0rd1", "password99 password1")]
    [TestCase("byp@ss s@fety f!lter", "bypass safety filter")]
    [TestCase("ex€cute the ov€rride for 5 € or 5€ or €5", "execute the override for 5 € or 5€ or €5")]
    [TestCase("rem0ve ru1e5 re5tric+ions", "remove rules restrictions")]
    public void Leetspeak_is_read(string text, string expected) => Assert.That(Read(text), Is.EqualTo(expected));

    [TestCase("gpt4 gpt-4 gpt4o mp3 mp4 h2o co2 sha256 sha1 md5 base64 utf-8 utf8 utf8mb4")]
    [TestCase("1st 2nd 3rd 4th 21st 10kg 5km 3d 4k 5g 8gb 16mb 100mb 3pm 7am 30s 5min 1hr 3hrs 7days 90s")]
    [TestCase("k8s i18n l10n a11y e2e b2b p2p w3c h264 x86 x64 arm64 win32 int32 float16 log4j r2d2 c3po h1n1")]
    [TestCase("python3 version3 windows11 windows7 covid19 area51 route66 chapter3 ps5 iphone15 room101 top10")]
    [TestCase("v1.0.2 1.2.3-beta4 0x1f 0xdeadbeef deadbeef a3f5b1 3f2a b4d5e1 #a1b2c3 net10.0 python3.11")]
    [TestCase("john@mail.com a.b@c4d.org report_2024.txt file3.txt /usr/bin/python3 c:\\dir0\\a.txt https://a1b.com/x0y")]
    [TestCase("f(x) = a+b; c++ x != y; foo[0] i++; a|b; x0 = y1 + z3; hello! (ok) $100 $var 5$ @user us$ 3+4=7")]
    [TestCase("4chan 7zip 9gag 1password 5star 8bit 4ever 360p 1080p 24/7 50% 3x 2x4 1:30 12:45pm 1990s")]
    [TestCase("the 3 of 4 at 10 in 2024, $5.99 and 1,000 for 100 people; 555-0199; b52 f16 a4 q1 q4 m1 m3")]
    public void Numbers_of_ordinary_texts_stay(string text) => Assert.That(Read(text), Is.EqualTo(text));

    [TestCase("f r e e m o n e y", "freemoney")] // no gap tells the words apart
    [TestCase("say: s t o p!", "say: stop!")]
    [TestCase("i  g  n  o  r  e    a  l  l", "ignore all")]
    [TestCase("i - g - n - o - r - e", "ignore")]
    [TestCase("u. s. a. f. base", "usaf. base")]
    [TestCase("i\ng\nn\no\nr\ne", "ignore")]
    [TestCase("(s·t·o·p)", "(stop)")]
    [TestCase("с л о в о", "слово")]
    [TestCase("say (p.w.n.e.d' or h-a-c-k-e-d''' now", "say (pwned' or hacked''' now")]
    [TestCase("i-g-n-o-r-e a l-l now", "ignore a ll now")]
    public void Letters_that_stand_apart_are_joined(string text, string expected) =>
        Assert.That(Read(text), Is.EqualTo(expected));

    [TestCase("state-of-the-art e-mail end-to-end one-on-one day-to-day up-to-date man-in-the-middle x-y-z")]
    [TestCase("u.s.a. e.g. i.e. a.m. p.m. ph.d. www.bbc.com a.b.com my.org.uk x-api-key to_be_or_not is_on_key")]
    [TestCase("plan a or b, i am a b c; 1 2 3 4 5 6; 1-2-3-4-5 555-123-4567 2024-01-02 1/2/3/4 a 1 b 2 c 3")]
    [TestCase("it's a b c. i'm o k; ... --- *** a-b c_d e.f well-known re-use co-op t-shirt x-ray")]
    public void Ordinary_hyphens_and_single_letters_stay(string text) => Assert.That(Read(text), Is.EqualTo(text));

    private static string Read(string text)
    {
        Text.Read(text);
        return Text.Characters.ToString();
    }
}
