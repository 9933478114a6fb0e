"""Logistic regression on n-grams of prompts, and the table of it and of what the guards of others said.

    python3 Benchmarks/Guard/peers.py DATA-FOLDER OUT-FOLDER

DATA-FOLDER has train, valid and test, each .jsonl or .jsonl.gz with text, label and source. OUT-FOLDER has a file of each
guard that peers.mjs has asked. The regression is trained on train; its strength and its thresholds are chosen on valid.
CORE is all of test but the source notinject: harmless texts full of words that attacks have.
"""
import glob
import gzip
import json
import os
import statistics
import sys
import time
import unicodedata

import numpy
import sklearn
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve, roc_auc_score

TRIGGERS = "notinject"
FALSE_POSITIVES = 0.01
STRENGTHS = [1, 10, 100]
HEADINGS = [
    "guard", "version", "licence", "ROC AUC", "recall", "false positive rate", "F1", f"{TRIGGERS} flagged",
    "ms of the processor a text",
]
TIMED = 300  # texts that are scored one by one


def read(folder, name):
    path = os.path.join(folder, f"{name}.jsonl")
    opener = open if os.path.exists(path) else gzip.open
    with opener(path if opener is open else f"{path}.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    labels = numpy.array([int(row["label"]) for row in rows])
    return [row["text"] for row in rows], labels, numpy.array([row["source"] for row in rows])


def normalise(text):
    """Compatibility forms made plain, marks and invisible characters dropped, in lower case."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Cf")).lower()


class Regression:
    """TF-IDF of characters 2-5 inside words and of words 1-2, and logistic regression."""

    def __init__(self, texts):
        shared = {"preprocessor": normalise, "sublinear_tf": True, "min_df": 2, "dtype": numpy.float32}
        self.parts = [
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **shared),
            TfidfVectorizer(analyzer="word", ngram_range=(1, 2), token_pattern=r"\w+", **shared),
        ]
        self.training = hstack([part.fit_transform(texts) for part in self.parts]).tocsr()

    def features(self, texts):
        return hstack([part.transform(texts) for part in self.parts]).tocsr()

    def fit(self, labels, features, targets):
        """Keeps the strength with the largest area under the curve among the features held out."""
        best = -1.0
        for strength in STRENGTHS:
            model = LogisticRegression(C=strength, solver="liblinear", random_state=0).fit(self.training, labels)
            area = roc_auc_score(targets, model.decision_function(features))
            print(f"C = {strength}: ROC AUC {area:.4f} on valid", file=sys.stderr)
            if area > best:
                best, self.model, self.strength = area, model, strength
        return self.model.decision_function(features)


def best_f1(labels, scores):
    precision, recall, thresholds = precision_recall_curve(labels, scores)
    f1 = 2 * precision * recall / numpy.maximum(precision + recall, 1e-12)
    return thresholds[int(numpy.argmax(f1[:-1]))]


def at_rate(labels, scores, rate):
    """The smallest threshold that at most this share of the harmless texts reach."""
    harmless = numpy.sort(scores[labels == 0])[::-1]
    return numpy.nextafter(harmless[int(rate * len(harmless))], numpy.inf)


def row(name, version, licence, scores, flags, milliseconds, labels, sources):
    core = sources != TRIGGERS
    malicious, flagged = labels[core] == 1, flags[core]
    caught, wrong = int((flagged & malicious).sum()), int((flagged & ~malicious).sum())
    figures = [
        "-" if scores is None else f"{roc_auc_score(malicious, scores[core]):.4f}",
        f"{caught / malicious.sum():.4f}",
        f"{wrong / (~malicious).sum():.4f}",
        f"{2 * caught / (malicious.sum() + caught + wrong):.4f}",
        f"{flags[~core].mean():.4f}" if (~core).any() else "-",
        f"{milliseconds:.3g}",
    ]
    print(f"| {name} | {version} | {licence} | {' | '.join(figures)} |")


def main(data, out):
    texts, labels, sources = read(data, "test")
    print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
    for path in sorted(glob.glob(os.path.join(out, "*.json"))):
        with open(path, encoding="utf-8") as file:
            guard = json.load(file)
        if len(guard["flags"]) != len(texts):
            sys.exit(f"{path}: {len(guard['flags'])} texts; test has {len(texts)}")
        scores = None if guard["scores"] is None else numpy.array(guard["scores"])
        flags = numpy.array(guard["flags"], dtype=bool)
        row(guard["guard"], guard["version"], guard["licence"], scores, flags, guard["milliseconds"], labels, sources)
    sys.stdout.flush()

    training, targets, _ = read(data, "train")
    valid, valid_labels, _ = read(data, "valid")
    regression = Regression(training)
    held = regression.fit(targets, regression.features(valid), valid_labels)
    scores = regression.model.decision_function(regression.features(texts))
    times = []
    for text in texts[:: max(1, len(texts) // TIMED)]:
        start = time.process_time()
        regression.model.decision_function(regression.features([text]))
        times.append(1000 * (time.process_time() - start))
    for word, threshold in [
        ("best F1", best_f1(valid_labels, held)),
        (f"{100 * FALSE_POSITIVES:.0f} % false positives", at_rate(valid_labels, held, FALSE_POSITIVES)),
    ]:
        name = f"logistic regression, C = {regression.strength}, {word} on valid"
        row(name, f"scikit-learn {sklearn.__version__}", "BSD-3-Clause", scores, scores >= threshold,
            statistics.median(times), labels, sources)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
