"""Prints the runs of a table in Markdown: a line for each figure, a column for each row, and in it the worst seed (and the mean of all).

    python3 Benchmarks/Tables/table.py ROWS OUT SEED...

What a run does not have is left out, so one list of figures serves every table.
"""
import json
import math
import os
import sys

MORE, LESS = max, min  # what is worst: the largest figure, or the smallest

# name, where it is (in the report of the run, or in what evaluate said), what is worst, factor, digits
FIGURES = [
    ("−ELBO, nats", "report", "elbo.negativeBound", MORE, 1, 2),
    ("importance-weighted bound, nats", "report", "elbo.negativeImportanceBound", MORE, 1, 2),
    ("Fréchet distance", "evaluation", "generated.frechetDistance.value", MORE, 1, 1),
    ("kernel distance", "evaluation", "generated.kernelDistance.value", MORE, 1, 2),
    ("precision", "evaluation", "generated.precision.value", LESS, 1, 3),
    ("recall", "evaluation", "generated.recall.value", LESS, 1, 3),
    ("density", "evaluation", "generated.density.value", LESS, 1, 3),
    ("coverage", "evaluation", "generated.coverage.value", LESS, 1, 3),
    ("modes", "evaluation", "modes.covered", LESS, 1, 0),
    ("the rarest class, %", "evaluation", "modes.leastShare.value", LESS, 100, 1),
    ("memorisation", "evaluation", "memorisation.value", LESS, 1, 3),
    ("Parzen, nats", "evaluation", "parzen.generated.logLikelihood.value", LESS, 1, 1),
    ("class prompts in their class, %", "evaluation", "classAgreement.value", LESS, 100, 1),
    ("TSTR, %", "evaluation", "transfer.generatedToReal.value", LESS, 100, 1),
    ("TSTR of reconstructions, %", "evaluation", "transfer.reconstructedToReal.value", LESS, 100, 1),
    ("TRTS, %", "evaluation", "transfer.realToGenerated.value", LESS, 100, 1),
    ("real to real, %", "evaluation", "transfer.realToReal.value", LESS, 100, 1),
    ("collapses", "report", "guard.collapses", MORE, 1, 0),
    ("accuracy, %", "report", "classifier.accuracy", LESS, 100, 2),
    ("accuracy under attack, %", "report", "classifier.robustAccuracy", LESS, 100, 2),
    ("under what evaluate was asked for, %", "evaluation", "radii.0.robustAccuracy", LESS, 100, 2),
    ("certified, %", "report", "classifier.robustness.radii.0.certifiedAccuracy", LESS, 100, 2),
    ("audits passed", "report", "classifier.robustness.audit.passed", LESS, 1, 0),
    ("accuracy on corrupted images, %", "report", "classifier.corruptions.mean", LESS, 100, 2),
    ("calibration error", "report", "classifier.probabilities.calibrationError", MORE, 1, 4),
    ("baseline: accuracy, %", "report", "baseline.accuracy", LESS, 100, 2),
    ("baseline: under attack, %", "report", "baseline.robustAccuracy", LESS, 100, 2),
    ("trainings and evaluation, s", "report", "seconds", MORE, 1, 0),
]


def read(path):
    """A JSON document, or nothing where there is none yet."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def find(document, path):
    for key in path.split("."):
        if isinstance(document, list):
            document = document[int(key)] if key.isdigit() and int(key) < len(document) else None
        else:
            document = document.get(key) if isinstance(document, dict) else None
    value = len(document) if isinstance(document, list) else document
    return value if isinstance(value, (int, float)) and math.isfinite(value) else None


def cell(values, worst, factor, digits):
    if not values:
        return ""
    text = f"{factor * worst(values):.{digits}f}"
    return text if len(values) == 1 else f"{text} ({factor * sum(values) / len(values):.{max(digits, 1)}f})"


def main(rows, out, seeds):
    with open(rows, encoding="utf-8") as file:
        names = [line.split("|")[0].strip() for line in file if line.strip() and not line.startswith("#")]
    runs = {name: [os.path.join(out, f"{name}-{seed}") for seed in seeds] for name in names}
    documents = {
        name: [{"report": read(os.path.join(run, "report.json")), "evaluation": read(f"{run}.json")} for run in runs[name]] for name in names
    }
    names = [name for name in names if any(document["report"] for document in documents[name])]
    print(f"The worst of seeds {', '.join(seeds)}; in brackets the mean, where there is more than one run.\n")
    print("| | " + " | ".join(names) + " |")
    print("|---|" + "---|" * len(names))
    print("| runs | " + " | ".join(str(sum(bool(document["report"]) for document in documents[name])) for name in names) + " |")
    for figure, source, path, worst, factor, digits in FIGURES:
        found = [[value for document in documents[name] if (value := find(document[source], path)) is not None] for name in names]
        if any(found):
            print(f"| {figure} | " + " | ".join(cell(values, worst, factor, digits) for values in found) + " |")
    files = [f"{run}.commit" for name in names for run in runs[name] if os.path.exists(f"{run}.commit")]
    commits = {commit for file in files for commit in open(file, encoding="utf-8").read().split()}
    if commits:
        print(f"\nTrained at {', '.join(sorted(commits))}.")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
