"""Factorisations of scikit-learn on the users that `recommend --what split` wrote: what they find of hidden items.

usage: peers.py FOLDER        FOLDER/seed-N: training, validation-known, validation-hidden, test-known, test-hidden

A user is folded in by what is known of it, as in Cremonesi, Koren and Turrin 2010, "Performance of recommender
algorithms on top-n recommendation tasks". The number of factors is the one that finds most on the validation. Every
item that a user isn't known to have is ranked; equal scores share their places. A line of JSON for each seed and model.
"""
import glob
import json
import os
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF, TruncatedSVD

FACTORS = (5, 10, 20, 40, 80)
TOP = 10


def read(path, items=None):
    rows = [[int(i) for i in line.split()] for line in open(path)]
    items = items or 1 + max(max(row, default=0) for row in rows)
    where = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    return csr_matrix((np.ones(len(where)), (where, [i for row in rows for i in row])), (len(rows), items))


def measure(scores, known, hidden):
    """HR@10 and NDCG@10 of one hidden item a user."""
    scores[known.nonzero()] = -np.inf
    item = hidden.indices
    own = scores[np.arange(len(item)), item][:, None]
    rank = 1 + (scores > own).sum(1) + ((scores == own).sum(1) - 1) / 2
    return (rank <= TOP).mean(), np.where(rank <= TOP, 1 / np.log2(1 + rank), 0).mean()


def best(make, training, validation, test):
    figures = []
    for factors in FACTORS:
        start = time.process_time()
        model = make(factors).fit(training)
        score = lambda known, model=model: model.transform(known) @ model.components_
        figures.append((*measure(score(validation[0]), *validation), factors, score, time.process_time() - start))
    _, _, factors, score, seconds = max(figures, key=lambda f: f[0])
    rate, ndcg = measure(score(test[0]), *test)
    return {'factors': factors, 'hr': round(float(rate), 4), 'ndcg': round(float(ndcg), 4), 'seconds': round(seconds, 1)}


for folder in sorted(glob.glob(os.path.join(sys.argv[1], 'seed-*'))):
    files = {name: os.path.join(folder, name) for name in os.listdir(folder)}
    items = max(read(files[name]).shape[1] for name in files)
    training, *rest = (read(files[name], items) for name in
                       ('training', 'validation-known', 'validation-hidden', 'test-known', 'test-hidden'))
    for title, make in (('TruncatedSVD', lambda k: TruncatedSVD(k, random_state=0)),
                        ('NMF', lambda k: NMF(k, init='nndsvda', max_iter=200, random_state=0))):
        figures = best(make, training, rest[:2], rest[2:])
        print(json.dumps({'library': 'scikit-learn', 'model': title, 'seed': os.path.basename(folder)[5:], **figures}), flush=True)
