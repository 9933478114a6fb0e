"""Mean test accuracy of scikit-learn's MLPClassifier: sklearn.py HIDDEN,HIDDEN FOLDER, which has train-SEED.csv and test-SEED.csv, the label last."""
import glob, os, re, sys, warnings
import numpy
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
hidden = [int(width) for width in sys.argv[1].split(",")]
scores = []
for train in sorted(glob.glob(os.path.join(sys.argv[2], "train-*.csv"))):
    seed = int(re.search(r"train-(\d+)\.csv", train).group(1))
    x, t = numpy.loadtxt(train, delimiter=","), numpy.loadtxt(train.replace("train-", "test-"), delimiter=",")
    model = MLPClassifier(hidden, batch_size=16, learning_rate_init=3e-3, max_iter=60, random_state=seed).fit(x[:, :-1], x[:, -1])
    scores.append(model.score(t[:, :-1], t[:, -1]))
print(sum(scores) / len(scores))
