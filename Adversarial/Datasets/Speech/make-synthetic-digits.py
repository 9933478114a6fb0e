"""Makes synthetic-digits.gz of an archive of synthetic speech.

    python3 make-synthetic-digits.py synthetic-digits.tar.xz

The archive holds {digit}_{voice}_{take}.wav, 8 kHz, mono, 16 bit; the recordings of a person (allison) are left out.
Each clip is cut to its end points (10 ms frames above -35 dB of the loudest) with 20 ms before and behind, and
written with 8 bits a sample, G.711 mu-law: a signal-to-noise ratio of 37 dB, and half of what 16 bits take.
The file, compressed with gzip: a line "digit voice take samples" for each clip, an empty line, all samples.
"""
import array
import gzip
import os
import sys
import tarfile
import wave

FRAME, MARGIN, QUIETEST = 80, 2, 10 ** -3.5


def encode(sample):
    magnitude = min(abs(sample), 32635) + 0x84
    exponent = max(0, magnitude.bit_length() - 8)
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | magnitude >> exponent + 3 & 15) & 255


lines, content = [], []
with tarfile.open(sys.argv[1]) as archive:
    for member in sorted(archive.getmembers(), key=lambda member: member.name):
        name, ending = os.path.splitext(os.path.basename(member.name))
        if ending != ".wav" or "_allison_" in name:
            continue
        with wave.open(archive.extractfile(member)) as file:
            assert file.getparams()[:3] == (1, 2, 8000), name
            samples = array.array("h", file.readframes(file.getnframes()))
        frames = [samples[i:i + FRAME] for i in range(0, len(samples), FRAME)]
        powers = [sum(sample * sample for sample in frame) / len(frame) for frame in frames]
        loud = [i for i, power in enumerate(powers) if power >= QUIETEST * max(powers)]
        word = samples[max(0, loud[0] - MARGIN) * FRAME:(loud[-1] + 1 + MARGIN) * FRAME]
        digit, voice, take = name.split("_")
        lines.append(f"{digit} {voice} {take} {len(word)}\n")
        content.append(bytes(map(encode, word)))
target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "synthetic-digits.gz")
with open(target, "wb") as file:
    file.write(gzip.compress("".join(lines).encode() + b"\n" + b"".join(content), 9, mtime=0))
print(len(lines), "clips,", os.path.getsize(target), "bytes")
