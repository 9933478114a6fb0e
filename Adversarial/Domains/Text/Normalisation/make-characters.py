"""Writes characters.bin.gz, what the text normaliser does with each code point, from Unicode's data.

    apt-get install unicode-data=15.0.0-1
    npm pack unhomoglyph@1.0.6 && tar xzf unhomoglyph-1.0.6.tgz
    python3 make-characters.py /usr/share/unicode/UnicodeData.txt package/data.json characters.bin.gz

The file holds four columns, one after the other, each with an entry for each code point that changes, in their order:
the step from the code point before (a number of 7 bits a byte, the lowest first, the top bit set if more follow),
the kind (a byte), the length of the replacement (a byte), and the replacements (UTF-16, little endian). The number of
entries (4 bytes, little endian) stands before them. The same inputs give the same bytes.
"""
import gzip
import json
import re
import struct
import sys

# The kinds, numbered as in CharacterKind.cs.
FOLDED, BLANK, INVISIBLE, JOINER, MARK, SCRIPT_MARK, TAG, COMPATIBILITY, CONFUSABLE, LOOK_ALIKE = range(1, 11)
LONGEST = 18  # U+FDFA

# Signs that people type as ASCII; the other compatibility forms come from the decompositions.
SIGNS = {"'": "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\u02b9\u02bb\u055a\uff07",
         '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u02ba",
         "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\ufe58",
         "\u00b7": "\u2022\u2219\u22c5\u2027\u30fb\u0387\u25cf\u25e6\u2043",
         "/": "\u2044\u2215\u29f8", "*": "\u2217\u204e",
         "|": "\u2223\u01c0\uffe8\u2502", ":": "\u2236\ua789", "~": "\u223c\u02dc"}
# Signs without a picture that aren't of category Cf.
FILLERS = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x034F, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F}
# Marks of no script, or that a text is read without: the other marks are vowels of their script.
MARKS = [(0x300, 0x36F), (0x483, 0x489), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6ED),
         (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)]
LATIN = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER (?:DOTLESS |SCRIPT |OPEN (?=E\b)|SMALL CAPITAL )?"
                   r"([A-Z]|AA|AE|AO|AU|AV|AY|OE|OO|TZ|VY)(?: WITH .*)?$|LATIN LETTER SMALL CAPITAL ([A-Z]|OE)$")
NAMED = {0xDF: "ss", 0xF0: "d", 0xFE: "th", 0x138: "k", 0x153: "oe"}
# What people write these letters for, where the confusables have a sign that looks more like it.
PREFERRED = {0x395: "e", 0x3B5: "e", 0x404: "e", 0x454: "e", 0x510: "e", 0x511: "e",
             0x399: "i", 0x406: "i", 0x41C: "m", 0x43C: "m",
             0x3C9: "w", 0x3A9: "o", 0x43A: "k", 0x3BA: "k"}
NOT_WORDS = ("CJK", "HANGUL", "KATAKANA", "HIRAGANA", "BOPOMOFO", "HALFWIDTH", "YI ")


def main(unicode_data, unhomoglyph, output):
    rows = {}
    for line in open(unicode_data, encoding="ascii"):
        fields = line.rstrip("\n").split(";")
        rows[int(fields[0], 16)] = fields
    alike = {ord(k): v for k, v in json.load(open(unhomoglyph, encoding="utf-8")).items() if len(k) == 1}
    signs = {ord(c): sign for sign, characters in SIGNS.items() for c in characters}

    def category(c):
        return rows[c][2] if c in rows else "Cn"

    def lower(c):
        return int(rows[c][13], 16) if c in rows and rows[c][13] else c

    def is_mark(c):
        return category(c) in ("Mn", "Me") and any(first <= c <= last for first, last in MARKS)

    def latin_name(c):
        match = LATIN.match(rows[c][1]) if c in rows else None
        return NAMED.get(lower(c)) or (match and (match[1] or match[2]).lower())

    def look_alike(c, depth=0):
        """The one ASCII letter that a letter looks like, or None."""
        if c in PREFERRED:
            return PREFERRED[c]
        name = latin_name(c)
        if name and len(name) == 1:
            return name
        text = "".join(x for x in alike.get(c, "") if not is_mark(ord(x)))
        if len(text) != 1 or depth == 4:
            return None
        if text.isascii():
            return text.lower() if text.isalpha() else None
        return look_alike(ord(text), depth + 1)

    def is_contextual(c):
        """A letter of another living script that looks like a Latin one: what it stands for, its word says."""
        return (0xFF < c < 0x10000 and category(c)[0] == "L" and category(c) != "Lm"
                and not rows[c][1].startswith(("LATIN",) + NOT_WORDS) and not rows[c][5]
                and look_alike(c) is not None)

    def fold(c):
        """The full compatibility decomposition in lower case without marks; look-alikes keep their case."""
        if c < 0x80:
            return chr(lower(c))
        if c in signs:
            return signs[c]
        if is_mark(c) or category(c) == "Cf" or c in FILLERS:
            return ""
        if c in rows and rows[c][5]:
            parts = [int(x, 16) for x in rows[c][5].split() if x[0] != "<"]
            if parts[0] == 0x20 and len(parts) > 1:
                return chr(c)  # a mark that stands alone
            return "".join(fold(part) for part in parts)
        if is_contextual(c):
            return chr(c)
        if latin_name(c):
            return latin_name(c)
        if category(c)[0] == "L" and (c > 0xFFFF or rows[c][1].startswith("LATIN")) and look_alike(c):
            return look_alike(c)
        for first, name in ((0x1F150, "a"), (0x1F170, "a"), (0x1F1E6, "a")):  # negative circled, squared, regional
            if first <= c < first + 26:
                return chr(ord(name) + c - first)
        return fold(lower(c)) if lower(c) != c else chr(c)

    def entry(c):
        if 0xE0000 <= c <= 0xE007F:
            return (TAG, chr(c - 0xE0000).lower() if 0xE0020 <= c <= 0xE007E else "")
        if category(c) in ("Zs", "Zl", "Zp", "Cc") or c == 0x2800:
            return (BLANK, " ")
        if c in (0x200C, 0x200D, 0xFE0E, 0xFE0F):
            return (JOINER, "")
        if category(c) == "Cf" or c in FILLERS or 0xFE00 <= c <= 0xFE0D or 0xE0100 <= c <= 0xE01EF:
            return (INVISIBLE, "")
        if category(c) in ("Mn", "Me"):
            return (MARK, "") if is_mark(c) else (SCRIPT_MARK, chr(c))
        if is_contextual(c):
            return (LOOK_ALIKE, look_alike(c) + fold_lower(c))
        text = fold(c)
        if text == chr(c):
            return None
        if c in rows and rows[c][5].startswith("<") and re.search("[a-z]", text):
            return (COMPATIBILITY, text)
        if 0x1F150 <= c < 0x1F200:
            return (COMPATIBILITY, text)
        if c > 0x17F and not rows[c][5] and text.isascii() and text.isalpha():
            return (CONFUSABLE, text)
        return (FOLDED, text)

    def fold_lower(c):
        low = chr(lower(c))
        assert len(low) == 1 and ord(low) < 0x10000
        return low

    entries = [(c, e) for c in sorted(set(rows) | set(range(0xE0000, 0xE0200)) | set(range(0x80, 0xA0)))
               if c >= 0x80 and not 0xD800 <= c < 0xE000 for e in [entry(c)] if e]
    table = dict(entries)
    for c, (kind, text) in entries:  # what comes out stays as it is
        assert len(text.encode("utf-16-le")) <= 2 * LONGEST, hex(c)
        for x in text if kind != LOOK_ALIKE else text[:1]:
            assert not x.isupper() or ord(x) in table and table[ord(x)][0] == LOOK_ALIKE or ord(x) > 0x7F, hex(c)
            assert ord(x) not in table or table[ord(x)][0] in (LOOK_ALIKE, SCRIPT_MARK), (hex(c), text)
        if kind == LOOK_ALIKE:
            assert text[1] == chr(c) or ord(text[1]) not in table or table[ord(text[1])][0] == LOOK_ALIKE, hex(c)
            low = ord(text[1])
            assert low not in table or table[low][1][1] == text[1], hex(c)

    steps, before = bytearray(), 0
    for c, _ in entries:
        step, before = c - before, c
        while step > 0x7F:
            steps.append(step & 0x7F | 0x80)
            step >>= 7
        steps.append(step)
    texts = [text.encode("utf-16-le") for _, (_, text) in entries]
    content = (struct.pack("<I", len(entries)) + bytes(steps) + bytes(kind for _, (kind, _) in entries)
               + bytes(len(text) // 2 for text in texts) + b"".join(texts))
    packed = gzip.compress(content, 9, mtime=0)
    packed = packed[:9] + b"\xff" + packed[10:]  # which system it was packed on is nobody's business
    with open(output, "wb") as file:
        file.write(packed)
    print(f"{len(entries):,} entries, {len(packed):,} bytes")
    if len(sys.argv) > 4:
        for c, (kind, text) in entries:
            print(hex(c), chr(c), kind, repr(text))


if __name__ == "__main__":
    main(*sys.argv[1:4])
