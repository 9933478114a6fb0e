"""Prints the table of EnglishPairs.cs: how rare each letter is after each other in English.

    apt-get install fortunes=1:1.99.1-7.3 wamerican=2020.12.07-2
    python3 make-pairs.py /usr/share/dict/american-english /usr/share/games/fortunes

A row for what stands before (a to z, then what is no letter), a column for what follows, in it the whole part of
-2 log2 of the share as a digit of base 36. Counted in the lists of words (each word once) and folders of texts.
"""
import math
import pathlib
import re
import sys

LETTERS = "abcdefghijklmnopqrstuvwxyz "
counts = [[1.0] * 27 for _ in range(27)]
for name in sys.argv[1:]:
    path = pathlib.Path(name)
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if file.is_symlink() or file.suffix in (".dat", ".u8"):
            continue
        text = re.sub("'s\\b", "", file.read_text(encoding="utf-8", errors="ignore")).lower()
        text = " " + re.sub("[^a-z]+", " ", text) + " "
        for a, b in zip(text, text[1:]):
            counts[LETTERS.index(a)][LETTERS.index(b)] += 1
for row in counts:
    total = sum(row)
    print("".join("0123456789abcdefghijklmnopqrstuvwxyz"[min(35, int(-2 * math.log2(n / total)))] for n in row))
