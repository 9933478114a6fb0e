"""Logistic regression on n-grams of e-mails: accuracy, F1, area under the ROC curve, and recall at 1 % false positives.

    python3 Benchmarks/Guard/spam.py FILE

FILE is Adversarial/Datasets/Text/spam-assassin.jsonl.gz, or JSON lines like it: text, label (1 is spam), thread, and split
(train or test). Of what is to be trained on 15 % of the threads are put aside, with seed 0, for the strength of the
regression and for the threshold of 1 %; accuracy and F1 are at a probability of a half.
"""
import gzip
import json
import sys

import numpy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score
from sklearn.model_selection import GroupShuffleSplit

ASIDE = 0.15
FALSE_POSITIVES = 0.01
STRENGTHS = [1, 10, 100]


def read(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def columns(rows):
    return [row["text"] for row in rows], numpy.array([int(row["label"]) for row in rows])


def at_rate(labels, scores, rate):
    """The smallest threshold that at most this share of the harmless texts reach."""
    harmless = numpy.sort(scores[labels == 0])[::-1]
    return numpy.nextafter(harmless[int(rate * len(harmless))], numpy.inf)


def main(path):
    rows = read(path)
    training = [row for row in rows if row["split"] == "train"]
    texts, labels = columns([row for row in rows if row["split"] == "test"])
    cut = GroupShuffleSplit(n_splits=1, test_size=ASIDE, random_state=0)
    kept, aside = next(cut.split(training, groups=[str(row["thread"]) for row in training]))
    kept_texts, kept_labels = columns([training[i] for i in kept])
    aside_texts, aside_labels = columns([training[i] for i in aside])

    ngrams = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True, min_df=2, dtype=numpy.float32)
    features, aside_features = ngrams.fit_transform(kept_texts), ngrams.transform(aside_texts)
    best = -1.0
    for strength in STRENGTHS:
        candidate = LogisticRegression(C=strength, solver="liblinear", random_state=0).fit(features, kept_labels)
        area = roc_auc_score(aside_labels, candidate.decision_function(aside_features))
        print(f"C = {strength}: ROC AUC {area:.5f} among what was put aside", file=sys.stderr)
        if area > best:
            best, model = area, candidate

    scores = model.decision_function(ngrams.transform(texts))
    strict = at_rate(aside_labels, model.decision_function(aside_features), FALSE_POSITIVES)
    print(f"trained on {len(kept)} texts, {len(aside)} put aside, tested on {len(texts)}; "
          f"{features.shape[1]} n-grams, C = {model.C}")
    print("| figure | value |")
    print("|---|---|")
    print(f"| accuracy | {accuracy_score(labels, scores > 0):.4f} |")
    print(f"| F1 | {f1_score(labels, scores > 0):.4f} |")
    print(f"| ROC AUC | {roc_auc_score(labels, scores):.4f} |")
    recall = (scores[labels == 1] >= strict).mean()
    print(f"| recall at the threshold of {100 * FALSE_POSITIVES:.0f} % false positives | {recall:.4f} |")
    print(f"| false positives there | {(scores[labels == 0] >= strict).mean():.4f} |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
