"""The native side of `npm run bench:native`: reads problems as lines of JSON, fits, answers in JSON."""

import json
import os
import sys
import time
import warnings

try:
    import numpy
    import sklearn
    from sklearn import datasets
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score
    from sklearn.mixture import GaussianMixture
except ImportError as error:
    print(json.dumps({"missing": str(error)}), flush=True)
    sys.exit(0)

# Stopping after a given number of iterations is what the race is about.
warnings.filterwarnings("ignore")


def inertia(points, centroids, labels):
    # Not inertia_: it is summed in the precision of the data, which at 3 million rows of float32
    # leaves three digits.
    differences = points.astype("f8") - centroids.astype("f8")[labels]
    return numpy.square(differences).sum()


def centroids_at(points, start):
    centroids = points[start["rows"]].copy()
    if "aside" in start:
        centroids += numpy.reshape(start["aside"], centroids.shape)
    return centroids


def k_means(points, problem):
    most = problem["iterations"]
    starts = problem["starts"]
    if starts is None:
        init, n_init = "k-means++", 1
    else:
        # Called once for each start, with the points about their mean.
        given = iter(starts)
        init = lambda centred, k, random_state: centroids_at(centred, next(given))
        n_init = len(starts)
    model = KMeans(
        problem["k"],
        init=init,
        n_init=n_init,
        max_iter=most,
        tol=0,
        algorithm=problem["algorithm"],
        random_state=problem["seed"],
    )
    began = time.perf_counter()
    model.fit(points)
    seconds = time.perf_counter() - began
    # The pass that finds no label changed is counted here, and not over there.
    moves = model.n_iter_ if model.n_iter_ == most else model.n_iter_ - 1
    return seconds, inertia(points, model.cluster_centers_, model.labels_), moves


def mixture(points, problem):
    start = points[problem["rows"]].copy()
    covariance = problem["algorithm"]
    k, d = start.shape
    variance = problem["variance"]
    ones = {
        "spherical": numpy.ones(k),
        "diag": numpy.ones((k, d)),
        "tied": numpy.eye(d),
        "full": numpy.array([numpy.eye(d)] * k),
    }[covariance]
    model = GaussianMixture(
        k,
        covariance_type=covariance,
        tol=0,
        reg_covar=0,
        max_iter=problem["iterations"],
        warm_start=True,
    )
    # As after an earlier fit. Given by weights_init, means_init and precisions_init, scikit-learn
    # would spend time on a fit of k-means whose result it does not use.
    model.weights_ = numpy.ones(k) / k
    model.means_ = start
    model.covariances_ = ones * variance
    model.precisions_cholesky_ = ones / numpy.sqrt(variance)
    model.converged_ = False
    model.lower_bound_ = -numpy.inf
    began = time.perf_counter()
    model.fit(points)
    seconds = time.perf_counter() - began
    return seconds, model.score(points) * len(points), model.n_iter_


def predict(points, problem):
    centroids = numpy.array(problem["centroids"], dtype=points.dtype)
    k = len(centroids)
    model = KMeans(k, init=centroids, n_init=1, max_iter=1).fit(points[:k])
    model.cluster_centers_ = centroids
    began = time.perf_counter()
    labels = model.predict(points)
    seconds = time.perf_counter() - began
    return seconds, inertia(points, centroids, labels), 0


def silhouette(points, problem):
    labels = numpy.array(problem["labels"])
    began = time.perf_counter()
    mean = silhouette_score(points, labels)
    return time.perf_counter() - began, mean, 0


def timed(run):
    def answer(problem):
        points = numpy.fromfile(problem["file"], dtype=problem["type"])
        points = points.reshape(-1, problem["dimensions"])
        try:
            seconds, objective, iterations = run(points, problem)
        except ValueError as error:
            # Components that collapse end a fit there.
            return {"failed": str(error)}
        return {"seconds": seconds, "objective": float(objective), "iterations": int(iterations)}

    return answer


def table(problem):
    loaded = getattr(datasets, "load_" + problem["name"])()
    n, d = loaded.data.shape
    both = numpy.concatenate([loaded.data.ravel(), loaded.target])
    both.astype("f8").tofile(problem["file"])
    return {"n": n, "d": d}


def photograph(problem):
    # Not by load_sample_image, which needs a package of its own to decode it.
    return {"path": os.path.join(os.path.dirname(datasets.__file__), "images", "china.jpg")}


ANSWERS = {
    "k-means": timed(k_means),
    "mixture": timed(mixture),
    "predict": timed(predict),
    "silhouette": timed(silhouette),
    "table": table,
    "photograph": photograph,
}

versions = f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}"
print(json.dumps({"versions": versions}), flush=True)
for line in sys.stdin:
    problem = json.loads(line)
    print(json.dumps(ANSWERS[problem["ask"]](problem)), flush=True)
