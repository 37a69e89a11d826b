"""The native side of `npm run bench:native`: reads problems as lines of JSON, fits, answers in JSON."""

import json
import sys
import time
import warnings

try:
    import numpy
    import sklearn
    from sklearn.cluster import KMeans
    from sklearn.mixture import GaussianMixture
except ImportError as error:
    print(json.dumps({"missing": str(error)}), flush=True)
    sys.exit(0)

# Stopping after a given number of iterations is what the race is about.
warnings.filterwarnings("ignore")


def k_means(points, start, problem, algorithm):
    model = KMeans(
        len(start), init=start, n_init=1, max_iter=problem["iterations"], tol=0, algorithm=algorithm
    )
    began = time.perf_counter()
    model.fit(points)
    return time.perf_counter() - began, model.inertia_, model.n_iter_


def mixture(points, start, problem, covariance):
    k, d = start.shape
    precisions = {
        "spherical": numpy.ones(k),
        "diag": numpy.ones((k, d)),
        "tied": numpy.eye(d),
        "full": numpy.array([numpy.eye(d)] * k),
    }
    model = GaussianMixture(
        k,
        covariance_type=covariance,
        tol=0,
        reg_covar=0,
        max_iter=problem["iterations"],
        weights_init=numpy.ones(k) / k,
        means_init=start,
        precisions_init=precisions[covariance],
    )
    began = time.perf_counter()
    model.fit(points)
    seconds = time.perf_counter() - began
    return seconds, model.score(points) * len(points), model.n_iter_


print(json.dumps({"versions": f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}"}), flush=True)
for line in sys.stdin:
    problem = json.loads(line)
    points = numpy.fromfile(problem["file"], dtype=problem["type"]).reshape(-1, problem["dimensions"])
    start = points[problem["rows"]].copy()
    fit = k_means if problem["algorithm"] in ("lloyd", "elkan") else mixture
    try:
        seconds, objective, iterations = fit(points, start, problem, problem["algorithm"])
        answer = {"seconds": seconds, "objective": float(objective), "iterations": int(iterations)}
    except ValueError as error:
        # Components that collapse end a fit there.
        answer = {"failed": str(error)}
    print(json.dumps(answer), flush=True)
