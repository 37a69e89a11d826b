"""Runs scikit-learn's own tests of k-means and mixtures with mixtura in its place.

Prints one line of JSON at the end: which cases held and which failed, and what the lists do not agree with.
"""

import json
import os
import sys

sys.dont_write_bytecode = True

import numpy
import pytest
import sklearn
import sklearn.cluster
import sklearn.mixture
import sklearn.mixture._gaussian_mixture
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans

import adapter
from chosen import CHOSEN, LEFT_OUT

# What test modules import by name, put in its place before they do; they hand classes to
# `parametrize` while they are imported.
for package, name in (
    (sklearn.cluster, "KMeans"),
    (sklearn.cluster, "k_means"),
    (sklearn.cluster, "kmeans_plusplus"),
    (sklearn.mixture, "GaussianMixture"),
):
    setattr(package, name, getattr(adapter, name))

# Helpers of theirs that say in a call what mixtura is asked in another way.
HELPERS = {
    "_estimate_gaussian_covariances_full": adapter.covariances_of("full"),
    "_estimate_gaussian_covariances_tied": adapter.covariances_of("tied"),
    "_estimate_gaussian_covariances_diag": adapter.covariances_of("diag"),
}
sklearn.mixture._gaussian_mixture._estimate_log_gaussian_prob = adapter.estimate_log_gaussian_prob


def is_left_out(name, value):
    """Whether a case with this parameter is left out of a test that is run."""
    return (
        # mixtura has neither.
        any(value is each for each in (MiniBatchKMeans, sparse.csr_matrix))
        or sparse.issparse(value)
        or (name == "is_sparse" and value)
        # It chooses its way to search itself, so the case would be that of "lloyd" again.
        or (name in ("algo", "algorithm") and value == "elkan")
    )


class Plugin:
    def __init__(self):
        self.held = []
        self.failed = {}
        self.skipped = []
        self.unlisted = []
        self.chosen = []
        self.functions = 0

    def pytest_collection_modifyitems(self, config, items):
        listed = {}
        for item in items:
            listed.setdefault(item.module.__name__.split(".")[-1], set()).add(item.originalname)
        for module, names in listed.items():
            chosen, left_out = set(CHOSEN[module]), set(LEFT_OUT[module])
            self.unlisted += sorted(names ^ (chosen ^ left_out))
            self.chosen += [f"{module}.py::{name}" for name in chosen]
            self.functions += len(names)
        run = []
        for item in items:
            if not self.is_run(item):
                continue
            run.append(item)
            for name, helper in HELPERS.items():
                if hasattr(item.module, name):
                    setattr(item.module, name, helper)
        items[:] = run

    def is_run(self, item):
        if item.originalname not in CHOSEN[item.module.__name__.split(".")[-1]]:
            return False
        params = item.callspec.params if hasattr(item, "callspec") else {}
        return not any(is_left_out(name, value) for name, value in params.items())

    def pytest_runtest_setup(self, item):
        # Many of them draw where they are not told a seed.
        numpy.random.seed(0)

    def pytest_runtest_logreport(self, report):
        # A name without the folders where they are installed.
        name = report.nodeid.split("/")[-1]
        if report.failed:
            self.failed[name] = report.longreprtext
        elif report.skipped:
            self.skipped.append(name)
        elif report.when == "call":
            self.held.append(name)


def main():
    home = os.path.dirname(sklearn.__file__)
    paths = [
        os.path.join(home, "cluster", "tests", "test_k_means.py"),
        os.path.join(home, "mixture", "tests", "test_gaussian_mixture.py"),
    ]
    plugin = Plugin()
    options = ["-p", "no:cacheprovider", "-q", *sys.argv[1:]]
    pytest.main([*paths, *options], plugins=[plugin])
    print(json.dumps(vars(plugin)))


main()
