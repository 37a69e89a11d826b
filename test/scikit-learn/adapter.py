"""scikit-learn's interface to k-means and Gaussian mixtures, answered by mixtura.

Nothing is fitted, asked or refused here: options are put into mixtura's words, and what it answers,
warns of and refuses into those of scikit-learn 1.2.1.
"""

import base64
import json
import os
import subprocess
import warnings

import numpy
from sklearn.base import BaseEstimator, ClusterMixin, DensityMixin, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils._openmp_helpers import _openmp_effective_n_threads
from sklearn.utils.validation import check_is_fitted


class Refused(ValueError):
    """Bad input, in mixtura's words."""


class Mixtura:
    """mixtura in a process of its own, which is started by the first question."""

    def __init__(self):
        self._process = None

    def __call__(self, about, **question):
        if self._process is None:
            server = os.path.join(os.path.dirname(os.path.abspath(__file__)), "server.js")
            command = [os.environ.get("NODE", "node"), server]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        self._process.stdin.write(json.dumps({**question, "about": about}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if line == "":
            raise RuntimeError("mixtura ended before it had answered")
        answer = json.loads(line)
        if answer.get("name") in ("TypeError", "RangeError"):
            raise Refused(answer["message"])
        if "message" in answer:
            raise RuntimeError(answer["name"] + ": " + answer["message"])
        return answer["answer"]


mixtura = Mixtura()


def dense(X):
    """Integers become float64, as there; float32 stays."""
    X = numpy.asarray(X)
    return X if X.dtype in (numpy.float32, numpy.float64) else X.astype(numpy.float64)


def table(X):
    X = dense(X)
    n, d = X.shape
    by_columns = X.flags.f_contiguous and not X.flags.c_contiguous
    return {
        # In their order in memory, for mixtura to make out.
        "data": base64.b64encode(X.tobytes(order="A")).decode("ascii"),
        "type": X.dtype.name,
        "shape": [n, d],
        "strides": [1, n] if by_columns else [d, 1],
    }


def listed(values):
    return None if values is None else numpy.asarray(values).tolist()


def seed_of(random_state):
    return int(check_random_state(random_state).randint(2**31 - 1))


def told(fit, code):
    return any(diagnostic["code"] == code for diagnostic in fit["diagnostics"])


def fitted(kind, X, options, from_json=None):
    given = {name: value for name, value in options.items() if value is not None}
    threads = _openmp_effective_n_threads()
    return mixtura(
        "fit", kind=kind, table=table(X), options=given, threads=threads, **{"from": from_json}
    )


class KMeans(TransformerMixin, ClusterMixin, BaseEstimator):
    def __init__(
        self,
        n_clusters=8,
        *,
        init="k-means++",
        n_init="warn",
        max_iter=300,
        tol=1e-4,
        verbose=0,
        random_state=None,
        copy_x=True,
        algorithm="lloyd",
    ):
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.verbose = verbose
        self.random_state = random_state
        self.copy_x = copy_x
        self.algorithm = algorithm

    def fit(self, X, y=None, sample_weight=None):
        X = dense(X)
        random_state = check_random_state(self.random_state)
        init = self.init
        if callable(init):
            init = init(X, self.n_clusters, random_state=random_state)
        if isinstance(init, str):
            start = {"k-means++": "k-means++", "random": "sample"}[str(init)]
        else:
            start = {"centroids": listed(init)}
        n_init = self.n_init
        if n_init == "warn" or (n_init == "auto" and start != "k-means++"):
            n_init = 10
        options = {
            "k": self.n_clusters,
            "start": start,
            "restarts": 1 if n_init == "auto" else n_init,
            "seed": seed_of(random_state),
            "maxIterations": self.max_iter,
            # There a share of the variance of all rows, here of the deviation of a cluster's own.
            "tolerance": float(numpy.sqrt(self.tol)),
            "weights": listed(sample_weight),
        }
        try:
            fit = fitted("KMeans", X, options)
        except Refused as refused:
            raise self._in_their_words(str(refused), X, init) from refused
        if 0 < fit["runs"] < options["restarts"]:
            warnings.warn(
                "Explicit initial center position passed: performing only"
                f" one init in KMeans instead of n_init={n_init}.",
                RuntimeWarning,
                stacklevel=2,
            )
        if told(fit, "fewer-distinct-points"):
            found = len(set(fit["labels"]))
            warnings.warn(
                f"Number of distinct clusters ({found}) found smaller than n_clusters"
                f" ({self.n_clusters}). Possibly due to duplicate points in X.",
                ConvergenceWarning,
                stacklevel=2,
            )
        self._json = fit["json"]
        self.cluster_centers_ = numpy.array(fit["centroids"], dtype=X.dtype)
        self.labels_ = numpy.array(fit["labels"], dtype=numpy.int32)
        self.inertia_ = fit["inertia"]
        # The pass that finds no label changed is counted there, and not here.
        self.n_iter_ = min(fit["iterations"] + fit["converged"], self.max_iter)
        return self

    def _in_their_words(self, message, X, init):
        if message.startswith('"k" '):
            return ValueError(f"n_samples={len(X)} should be >= n_clusters={self.n_clusters}.")
        if message.startswith('"start.centroids'):
            shape = numpy.shape(init)
            rows = shape[0] != self.n_clusters
            what = f"clusters {self.n_clusters}" if rows else f"features of the data {X.shape[1]}"
            return ValueError(
                f"The shape of the initial centers {shape} does not match the number of {what}."
            )
        return ValueError(message)

    def _ask(self, method, X, options=None):
        check_is_fitted(self)
        return mixtura(
            "ask", kind="KMeans", json=self._json, method=method, table=table(X), options=options
        )

    def fit_predict(self, X, y=None, sample_weight=None):
        return self.fit(X, sample_weight=sample_weight).labels_

    def predict(self, X, sample_weight=None):
        return numpy.array(self._ask("predict", X), dtype=numpy.int32)

    def transform(self, X):
        distances = numpy.array(self._ask("distances", X), dtype=dense(X).dtype)
        return distances.reshape(len(X), -1)

    def score(self, X, y=None, sample_weight=None):
        weights = None if sample_weight is None else {"weights": listed(sample_weight)}
        return self._ask("score", X, weights)


def k_means(X, n_clusters, *, sample_weight=None, **options):
    fit = KMeans(n_clusters, **options).fit(X, sample_weight=sample_weight)
    return fit.cluster_centers_, fit.labels_, fit.inertia_


def kmeans_plusplus(X, n_clusters, *, x_squared_norms=None, random_state=None):
    """The start of a fit of no iterations. Norms are not looked at: mixtura measures differences."""
    X = dense(X)
    options = {"k": n_clusters, "maxIterations": 0, "seed": seed_of(random_state)}
    centers = numpy.array(fitted("KMeans", X, options)["centroids"], dtype=X.dtype)
    indices = []
    for center in centers:
        same = numpy.flatnonzero((X == center).all(axis=1))
        free = [row for row in same if row not in indices]
        if not free:
            raise AssertionError("a first centroid is no row of its own")
        indices.append(free[0])
    return centers, numpy.array(indices)


COVARIANCES = {"full": "full", "tied": "tied", "diag": "diagonal", "spherical": "spherical"}


def inverted(values, covariance_type):
    """Precisions of covariances or covariances of precisions; of singular ones what comes nearest."""
    values = numpy.asarray(values, dtype=numpy.float64)
    if covariance_type in ("diag", "spherical"):
        return 1 / values
    try:
        return numpy.linalg.inv(values)
    except numpy.linalg.LinAlgError:
        return numpy.linalg.pinv(values)


class GaussianMixture(DensityMixin, BaseEstimator):
    def __init__(
        self,
        n_components=1,
        *,
        covariance_type="full",
        tol=1e-3,
        reg_covar=1e-6,
        max_iter=100,
        n_init=1,
        init_params="kmeans",
        weights_init=None,
        means_init=None,
        precisions_init=None,
        random_state=None,
        warm_start=False,
        verbose=0,
        verbose_interval=10,
    ):
        self.n_components = n_components
        self.covariance_type = covariance_type
        self.tol = tol
        self.reg_covar = reg_covar
        self.max_iter = max_iter
        self.n_init = n_init
        self.init_params = init_params
        self.weights_init = weights_init
        self.means_init = means_init
        self.precisions_init = precisions_init
        self.random_state = random_state
        self.warm_start = warm_start
        self.verbose = verbose
        self.verbose_interval = verbose_interval

    def fit(self, X, y=None):
        random_state = check_random_state(self.random_state)
        going_on = self.warm_start and hasattr(self, "converged_")
        options = {
            "k": self.n_components,
            "covariance": COVARIANCES[self.covariance_type],
            "restarts": 1 if going_on else self.n_init,
            "seed": seed_of(random_state),
            "maxIterations": self.max_iter,
            "tolerance": self.tol,
            # There added to every variance, in its units; here a share of the spread below which
            # none may fall. Only none at all is the same in both.
            "regularization": 0 if self.reg_covar == 0 else None,
        }
        try:
            if going_on:
                # At rest after the last step that was allowed: then one more is all there is to do.
                most = min(self.max_iter, 1) if self._at_rest else self.max_iter
                fit = fitted(
                    "GaussianMixture", X, {**options, "maxIterations": most}, self._json
                )
            else:
                fits = [
                    fitted("GaussianMixture", X, {**options, "start": start})
                    for start in self._starts(len(X), random_state)
                ]
                fit = max(fits, key=lambda fit: fit["logLikelihood"])
        except Refused as refused:
            raise self._in_their_words(str(refused), X) from refused
        if told(fit, "not-converged") and self.max_iter > 0:
            warnings.warn(
                f"Initialization {options['restarts']} did not converge. Try different init"
                " parameters, or increase max_iter, tol or check for degenerate data.",
                ConvergenceWarning,
                stacklevel=2,
            )
        # Whether a step gained too little mixtura sees when it is made, and there it is seen in the
        # next step, which is still made, if it is allowed.
        self.n_iter_ = fit["iterations"]
        if going_on and self._at_rest:
            self.converged_ = self.max_iter > 0
        else:
            self.converged_ = fit["converged"] and self.n_iter_ < self.max_iter
            if self.converged_:
                more = {**options, "restarts": 1, "maxIterations": 1}
                fit = fitted("GaussianMixture", X, more, fit["json"])
                self.n_iter_ += 1
        self._at_rest = fit["converged"]
        self._json = fit["json"]
        self._parameter_count = fit["parameterCount"]
        self._labels = numpy.array(fit["labels"])
        self.weights_ = numpy.array(fit["weights"])
        self.means_ = numpy.array(fit["means"])
        self.covariances_ = numpy.array(fit["covariances"])
        self.precisions_ = numpy.array(fit["precisions"])
        self.lower_bound_ = fit["logLikelihood"] / len(X)
        return self

    def _starts(self, n, random_state):
        """One, from which mixtura makes all runs, or one a run where they are drawn on this side."""
        own = {"weights": self.weights_init, "means": self.means_init}
        if self.precisions_init is not None:
            own["covariances"] = inverted(self.precisions_init, self.covariance_type)
        own = {name: listed(values) for name, values in own.items() if values is not None}
        if own:
            if self.init_params != "kmeans":
                raise NotImplementedError("mixtura completes a start by k-means alone")
            return [own]
        if self.init_params == "random":
            drawn = random_state.uniform(size=(self.n_init, n, self.n_components))
            drawn /= drawn.sum(axis=2, keepdims=True)
            return [{"responsibilities": listed(each)} for each in drawn]
        words = {"kmeans": "k-means", "k-means++": "k-means++", "random_from_data": "sample"}
        return [words[self.init_params]]

    def _in_their_words(self, message, X):
        k, d = self.n_components, numpy.shape(X)[1]
        kind = self.covariance_type
        shapes = {"full": (k, d, d), "tied": (d, d), "diag": (k, d), "spherical": (k,)}
        for start, name, values, shape in (
            ("weights", "weights", self.weights_init, (k,)),
            ("means", "means", self.means_init, (k, d)),
            ("covariances", kind + " precision", self.precisions_init, shapes[kind]),
        ):
            if not message.startswith('"start.' + start):
                continue
            if numpy.shape(values) != shape:
                return ValueError(
                    f"The parameter '{name}' should have the shape of {shape}, but got"
                    f" {numpy.shape(values)}"
                )
            if start == "weights" and (numpy.min(values) < 0 or numpy.max(values) > 1):
                return ValueError(
                    "The parameter 'weights' should be in the range [0, 1], but got max value"
                    f" {numpy.min(values):.5f}, min value {numpy.max(values):.5f}"
                )
            if start == "weights":
                return ValueError(
                    "The parameter 'weights' should be normalized, but got sum(weights) ="
                    f" {numpy.sum(values):.5f}"
                )
            if start == "covariances":
                matrix = kind in ("full", "tied")
                what = "symmetric, positive-definite" if matrix else "positive"
                return ValueError(f"'{name}' should be {what}")
        return ValueError(message)

    def _ask(self, method, X):
        check_is_fitted(self)
        return mixtura(
            "ask",
            kind="GaussianMixture",
            json=self._json,
            method=method,
            table=table(X),
            options=None,
        )

    @property
    def precisions_cholesky_(self):
        if self.covariance_type in ("diag", "spherical"):
            return numpy.sqrt(self.precisions_)
        # Upper, as there: the transposed inverse of the covariances' own factor.
        factors = numpy.linalg.inv(numpy.linalg.cholesky(self.covariances_))
        return numpy.swapaxes(factors, -1, -2)

    def fit_predict(self, X, y=None):
        return self.fit(X)._labels

    def predict(self, X):
        return numpy.array(self._ask("predict", X))

    def predict_proba(self, X):
        return numpy.array(self._ask("responsibilities", X)).reshape(len(X), -1)

    def score_samples(self, X):
        return numpy.array(self._ask("logDensity", X))

    def score(self, X, y=None):
        return self._ask("score", X)

    def aic(self, X):
        return self._ask("criteria", X)["aic"]

    def bic(self, X):
        return self._ask("criteria", X)["bic"]

    def _n_parameters(self):
        return self._parameter_count

    def sample(self, n_samples=1):
        check_is_fitted(self)
        seed = seed_of(self.random_state)
        try:
            drawn = mixtura("sample", json=self._json, count=n_samples, seed=seed)
        except Refused as refused:
            raise ValueError(f"Invalid value for 'n_samples': {n_samples}") from refused
        points = numpy.array(drawn["points"]).reshape(drawn["shape"])
        return points, numpy.array(drawn["labels"])


def covariances_of(covariance_type):
    """One M-step from responsibilities, whose sizes and means have to be those that are given."""

    def estimate(resp, X, nk, means, reg_covar):
        options = {
            "k": resp.shape[1],
            "covariance": COVARIANCES[covariance_type],
            "start": {"responsibilities": listed(resp)},
            "maxIterations": 0,
            "regularization": reg_covar,
        }
        fit = fitted("GaussianMixture", X, options)
        numpy.testing.assert_allclose(numpy.multiply(fit["weights"], len(X)), nk)
        numpy.testing.assert_allclose(fit["means"], means)
        return numpy.array(fit["covariances"])

    return estimate


def estimate_log_gaussian_prob(X, means, precisions_chol, covariance_type):
    """ln p(x) of each component: a mixture of one, for each."""
    k, d = means.shape
    factors = numpy.asarray(precisions_chol)
    if covariance_type in ("diag", "spherical"):
        covariances = 1 / numpy.square(factors)
    else:
        covariances = numpy.linalg.inv(factors @ numpy.swapaxes(factors, -1, -2))
    densities = []
    for c in range(k):
        parameters = {
            "weights": [1],
            "means": [listed(means[c])],
            "covariances": listed(covariances if covariance_type == "tied" else covariances[[c]]),
            "covariance": COVARIANCES[covariance_type],
        }
        json_of = mixtura("mixture", parameters=parameters)
        question = {"kind": "GaussianMixture", "json": json_of, "method": "logDensity"}
        densities.append(mixtura("ask", **question, table=table(X), options=None))
    return numpy.transpose(densities)
