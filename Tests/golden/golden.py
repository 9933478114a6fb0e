"""What the scripts of this folder share: the random numbers of the tests, and the format of the golden files.

A golden file is text. Every line is one tensor: its name, a tab, its rows and columns, and its numbers row by row.
Numbers that go in are floats exactly; numbers that come out are doubles, rounded to 12 digits.
"""

import sys

import numpy as np

MASK = 0xFFFFFFFF


def philox(low, high, key):
    """Philox4x32-10 (Salmon et al. 2011): four words from a counter of 128 bits and a key of 64."""
    x = [low & MASK, low >> 32, high & MASK, high >> 32]
    k = [key & MASK, key >> 32]
    for _ in range(10):
        a, b = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [(b >> 32) ^ x[1] ^ k[0], b & MASK, (a >> 32) ^ x[3] ^ k[1], a & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return x


class Stream:
    """The random streams of Scratch, written again from their description: a function of seed, stream and position."""

    def __init__(self, seed, stream=0):
        self.seed, self.stream = seed, stream

    def fork(self, number):
        low, high, _, _ = philox((number & MASK) | 1 << 63, self.stream, self.seed)
        return Stream(self.seed, high << 32 | low)

    def uniform(self, count):
        """Numbers in [0, 1): 24 bits of each word."""
        words = [word for block in range((count + 3) // 4) for word in philox(block, self.stream, self.seed)]
        return np.array([(word >> 8) / 2.0**24 for word in words[:count]])

    def normal(self, count):
        """Standard normal numbers (Box and Muller 1958), from chunks of 64 radii and 64 angles."""
        chunks = (count + 127) // 128
        u = self.uniform(128 * chunks).reshape(chunks, 2, 64)
        radius, angle = np.sqrt(-2 * np.log(1 - u[:, 0])), 2 * np.pi * u[:, 1]
        return np.concatenate([radius * np.sin(angle), radius * np.cos(angle)], axis=1).reshape(-1)[:count]


def sample(stream, rows, columns, low=-1.5, high=1.5):
    """Numbers that a float holds exactly, in double precision."""
    values = low + (high - low) * stream.uniform(rows * columns)
    return values.astype(np.float32).astype(np.float64).reshape(rows, columns)


def line(name, values):
    """One tensor as a line; a vector is one row."""
    values = np.atleast_2d(np.asarray(values, dtype=np.float64))
    numbers = " ".join(format(v, ".12g") for v in values.reshape(-1))
    return f"{name}\t{values.shape[0]} {values.shape[1]} {numbers}"


def main(lines):
    """Writes the lines to the file that the command line names, or to standard output."""
    text = "\n".join(lines) + "\n"
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w", encoding="ascii") as file:
            file.write(text)
    else:
        sys.stdout.write(text)
