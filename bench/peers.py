"""The pooled fit of 100 couples x 100 times beside other programs, in one run; cost of one likelihood.

Run it from the project's root after `pasdedeux warm`, with the folder of shared data beside the project:

    python bench/peers.py [python with statsmodels, jax and dynamax]
    python bench/peers.py example      # the shipped examples, beside OpenMx alone; needs no other data

Every program fits the same nine parameters (transition 4, process covariance 3, error variances 2, begun in
the long run) by maximum likelihood on one core. A program that is not there is said to be absent. OpenMx is
run where `Rscript` finds it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

DATA = Path("../shared/data/pooled_var_100x100/Y.csv")
CAP, PATIENT = 120, 1200
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

OURS = """
import sys, time
import numpy as np, pandas as pd
import pasdedeux as pdd
long = pd.read_csv(sys.argv[1]).melt(["id", "time"], ["y1", "y2"], var_name="partner", value_name="arousal")
same = {"couple": "id", "time": "time", "partner": "partner", "arousal": "arousal"}
records = pdd.read(long, columns=same, layout="long", unit="day")
off = dict(set_points=False, weekday=False, shared_error=False, standardise=False, prior=False, checks=False)
from pasdedeux.identify.linear.panel import design_of, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.pooled.maximum_likelihood import fit_pooled
from scipy.linalg import expm
for turn in ("cold", "warm", "warm", "warm"):
    start = time.perf_counter()
    found = pdd.fit(records, level="pooled", **off)
    took = time.perf_counter() - start
    at = found.order.states
    drift = np.round(np.median(found.posterior.drift, 0)[np.ix_(at, at)], 3).tolist()
    print(f"pasdedeux fit, {turn}|{took:.3f}|{-found.log_likelihood_:.2f}|", drift)
panel = panel_of(records, design_of(records, set_points=False, weekday=False, standardise=False))
for turn in range(3):
    start = time.perf_counter()
    found = fit_pooled(panel, panel.weak_static(), Layout(2, shared_error=False), prior=False)
    took = time.perf_counter() - start
    drift = np.round(Layout(2).drift(found.theta), 3).tolist()
    print(f"pasdedeux, estimates and standard errors alone|{took:.3f}|{-found.log_likelihood:.2f}|", drift)
"""

STATSMODELS = """
import sys, time
import numpy as np, pandas as pd
from scipy.linalg import logm, solve_discrete_lyapunov
from scipy.optimize import minimize
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter
Y = pd.read_csv(sys.argv[1])[["y1", "y2"]].to_numpy().reshape(-1, 100, 2)
model = KalmanFilter(k_endog=2, k_states=2, k_posdef=2, loglikelihood_burn=0)
model["design"] = np.eye(2); model["selection"] = np.eye(2)
def objective(x):
    A = x[:4].reshape(2, 2); L = np.array([[np.exp(x[4]), 0], [x[5], np.exp(x[6])]])
    if np.abs(np.linalg.eigvals(A)).max() >= 0.999: return 1e8
    Q = L @ L.T
    model["transition"] = A; model["state_cov"] = Q; model["obs_cov"] = np.diag(np.exp(x[7:]))
    model.initialize_known(np.zeros(2), solve_discrete_lyapunov(A, Q))
    total = 0.0
    for y in Y:
        model.bind(np.asfortranarray(y.T)); total -= model.loglike()
    return total
start = time.perf_counter()
x0 = np.array([.5, 0, 0, .5, -.5, 0, -.5, -1, -1])
found = minimize(objective, x0, method="L-BFGS-B")
took = time.perf_counter() - start
drift = np.round(logm(found.x[:4].reshape(2, 2)).real, 3).tolist()
print(f"statsmodels, own pooled loop, without standard errors|{took:.1f}|{found.fun:.2f}|", drift)
"""

DYNAMAX = """
import sys, time
import numpy as np, pandas as pd
import jax, jax.numpy as jnp
jax.config.update("jax_enable_x64", True)
from dynamax.linear_gaussian_ssm import LinearGaussianSSM, lgssm_filter
from scipy.linalg import logm
from scipy.optimize import minimize
Y = jnp.asarray(pd.read_csv(sys.argv[1])[["y1", "y2"]].to_numpy().reshape(-1, 100, 2))
model = LinearGaussianSSM(2, 2)
base, _ = model.initialize(jax.random.PRNGKey(0))
def nll(x):
    A = x[:4].reshape(2, 2); L = jnp.array([[jnp.exp(x[4]), 0.0], [x[5], jnp.exp(x[6])]])
    Q = L @ L.T
    P = jnp.linalg.solve(jnp.eye(4) - jnp.kron(A, A), Q.reshape(-1)).reshape(2, 2)
    none, zero = jnp.zeros((2, 0)), jnp.zeros(2)
    p = base._replace(
        initial=base.initial._replace(mean=jnp.zeros(2), cov=0.5 * (P + P.T)),
        dynamics=base.dynamics._replace(weights=A, bias=zero, input_weights=none, cov=Q),
        emissions=base.emissions._replace(
            weights=jnp.eye(2), bias=zero, input_weights=none, cov=jnp.diag(jnp.exp(x[7:])))
    )
    return -jax.vmap(lambda y: lgssm_filter(p, y).marginal_loglik)(Y).sum()
fg = jax.jit(jax.value_and_grad(nll))
x0 = np.array([.5, 0, 0, .5, -.5, 0, -.5, -1, -1])
def objective(x):
    f, g = fg(x)
    return (float(f), np.asarray(g)) if np.isfinite(f) else (1e8, np.zeros(9))
for turn in ("cold", "warm", "warm"):
    start = time.perf_counter()
    found = minimize(objective, x0, jac=True, method="L-BFGS-B")
    took = time.perf_counter() - start
    drift = np.round(logm(found.x[:4].reshape(2, 2)).real, 3).tolist()
    print(f"dynamax, {turn}, without standard errors|{took:.2f}|{found.fun:.2f}|", drift, flush=True)
"""

OPENMX = """
suppressMessages(library(OpenMx)); invisible(mxOption(NULL, "Number of Threads", 1))
d <- read.csv(commandArgs(TRUE)[1])
start <- proc.time()[3]
one <- function(id) {
  mxModel(paste0("c", id),
    mxMatrix("Full", 2, 2, TRUE, c(.5, 0, 0, .5), labels = c("a11", "a21", "a12", "a22"), name = "A"),
    mxMatrix("Zero", 2, 1, name = "B"),
    mxMatrix("Iden", 2, 2, name = "C", dimnames = list(c("y1", "y2"), c("x1", "x2"))),
    mxMatrix("Zero", 2, 1, name = "D"),
    mxMatrix("Symm", 2, 2, TRUE, c(.5, 0, .5), labels = c("q11", "q12", "q22"), name = "Q"),
    mxMatrix("Diag", 2, 2, TRUE, c(.3, .3), labels = c("r1", "r2"), lbound = 1e-4, name = "R"),
    mxMatrix("Zero", 2, 1, name = "x0"), mxMatrix("Iden", 4, 4, name = "I4"),
    mxAlgebra(solve(I4 - A %x% A) %*% rbind(Q[1, 1], Q[2, 1], Q[1, 2], Q[2, 2]), name = "v"),
    mxAlgebra(rbind(cbind(v[1, 1], v[2, 1]), cbind(v[3, 1], v[4, 1])), name = "P0"),
    mxMatrix("Zero", 1, 1, name = "u"),
    mxExpectationStateSpace("A", "B", "C", "D", "Q", "R", "x0", "P0", "u"), mxFitFunctionML(),
    mxData(d[d$id == id, c("y1", "y2")], type = "raw"))
}
ids <- unique(d$id)
both <- mxModel("all", lapply(ids, one), mxFitFunctionMultigroup(paste0("c", ids)))
fit <- mxRun(both, silent = TRUE)
took <- proc.time()[3] - start
p <- coef(fit); A <- matrix(p[c("a11", "a21", "a12", "a22")], 2)
e <- eigen(A); G <- Re(e$vectors %*% diag(log(e$values)) %*% solve(e$vectors))
cat(sprintf("OpenMx %s, discrete, multigroup, standard errors|%.1f|%.2f| [[%.3f, %.3f], [%.3f, %.3f]]\\n",
  as.character(packageVersion("OpenMx")), took, fit$output$Minus2LogLikelihood / 2,
  G[1, 1], G[1, 2], G[2, 1], G[2, 2]))
"""

EXAMPLE_OURS = """
import sys, time
from dataclasses import replace
import numpy as np
import pasdedeux as pdd
from pasdedeux.services import saved_fit
from pasdedeux.identify.linear.panel import design_of, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.identify.linear.pooled.maximum_likelihood import fit_pooled
from pasdedeux.loop.linear import loop_gain
def centred(record):
    return replace(record, values=record.values - np.nanmean(record.values, axis=0))
couple, study = saved_fit().records, pdd.example_records().only("arousal")
same = dict(set_points=False, weekday=False, trend=False)
def told(what, took, at, gain, drift):
    print(f"{what}|{took:.2f}|{at}|{gain}|", np.round(drift, 2).ravel().tolist(), flush=True)
def ranged(gain):
    return f"{gain.estimate:.2f} ({gain.low:.2f} to {gain.high:.2f})"
def median(found):
    at = found.order.states
    return np.median(found.posterior.drift, 0)[np.ix_(at, at)]
for name, given in (("one couple", couple), ("40 couples", study)):
    records = replace(given, records=tuple(map(centred, given)))
    with open(f"{sys.argv[1]}/{name.replace(' ', '-')}.csv", "w") as file:
        print("couple,time,y1,y2", file=file)
        for number, record in enumerate(records):  # every day has a row, so that a step is a day
            days = np.full((int(record.time[-1] - record.time[0]) + 1, 2), np.nan)
            days[(record.time - record.time[0]).astype(int)] = record.values[:, :, 0]
            for day, (one, two) in enumerate(days):
                print(number, day, one, two, sep=",", file=file)
    panel = panel_of(records, design_of(records, standardise=False, **same))
    layout = Layout(2, shared_error=False)
    for prior in (False, True):
        start = time.perf_counter()
        found = fit_pooled(panel, panel.weak_static(), layout, prior=prior)
        took, drift = time.perf_counter() - start, layout.drift(found.theta)
        what = f"{name}: pasdedeux, same model, {'with' if prior else 'without'} its priors, mode"
        told(what, took, f"{-found.log_likelihood:.2f}", f"{float(loop_gain(drift)):.2f}", drift)
    for what, options, source in (
        ("same model, with its priors, draws", same | dict(shared_error=False), records),
        ("everything, as it comes", {}, given),
    ):
        level = "pooled" if options and len(records) > 1 else "auto"
        start = time.perf_counter()
        found = pdd.fit(source, level=level, checks=False, **options)
        took = time.perf_counter() - start
        told(f"{name}: pasdedeux, {what}", took, "", ranged(found.loop_gain_), median(found))
"""

EXAMPLE_OPENMX = """
suppressMessages(library(OpenMx)); invisible(mxOption(NULL, "Number of Threads", 1))
folder <- commandArgs(TRUE)[1]
one <- function(id, d, A0, Q0, r0) {
  mxModel(paste0("c", id),
    mxMatrix("Full", 2, 2, TRUE, A0, labels = c("a11", "a21", "a12", "a22"), name = "A"),
    mxMatrix("Zero", 2, 1, name = "B"),
    mxMatrix("Iden", 2, 2, name = "C", dimnames = list(c("y1", "y2"), c("x1", "x2"))),
    mxMatrix("Zero", 2, 1, name = "D"),
    mxMatrix("Symm", 2, 2, TRUE, Q0, labels = c("q11", "q12", "q22"), name = "Q"),
    mxMatrix("Diag", 2, 2, TRUE, r0, labels = c("r1", "r2"), lbound = 1e-6, name = "R"),
    mxMatrix("Zero", 2, 1, name = "x0"), mxMatrix("Iden", 4, 4, name = "I4"),
    mxAlgebra(solve(I4 - A %x% A) %*% rbind(Q[1, 1], Q[2, 1], Q[1, 2], Q[2, 2]), name = "v"),
    mxAlgebra(rbind(cbind(v[1, 1], v[2, 1]), cbind(v[3, 1], v[4, 1])), name = "P0"),
    mxMatrix("Zero", 1, 1, name = "u"),
    mxExpectationStateSpace("A", "B", "C", "D", "Q", "R", "x0", "P0", "u"), mxFitFunctionML(),
    mxData(d[d$couple == id, c("y1", "y2")], type = "raw"))
}
fit <- function(name, start, A0, Q0, r0) {
  d <- read.csv(file.path(folder, paste0(name, ".csv")), na.strings = "nan")
  ids <- unique(d$couple)
  both <- mxModel("all", lapply(ids, one, d, A0, Q0, r0), mxFitFunctionMultigroup(paste0("c", ids)),
    mxMatrix("Full", 2, 2, TRUE, A0, labels = c("a11", "a21", "a12", "a22"), name = "L"),
    mxAlgebra((L[1, 1] + L[2, 2]) / 2, name = "m"),
    mxAlgebra(sqrt(((L[1, 1] - L[2, 2]) / 2)^2 + L[1, 2] * L[2, 1]), name = "r"),
    mxAlgebra(log((m + r) / (m - r)) / (2 * r), name = "slope"),
    mxAlgebra(log(det(L)) / 2, name = "base"),
    mxAlgebra(cbind(base + slope * (L[1, 1] - m), slope * L[1, 2],
                    slope * L[2, 1], base + slope * (L[2, 2] - m)), name = "drift"),
    mxAlgebra(drift[1, 2] * drift[1, 3] / (drift[1, 1] * drift[1, 4]), name = "gain"))
  took <- system.time(found <- suppressWarnings(mxRun(both, silent = TRUE)))[[3]]
  gain <- mxEval(gain, found)[1]
  se <- tryCatch(suppressWarnings(mxSE("gain", found, silent = TRUE))[1], error = function(e) NA)
  cat(sprintf("%s: OpenMx %s, start %s|%.1f|%.2f|%.2f (%.2f to %.2f)| [%s]; errors %.2f, %.2f; status %d\\n",
    gsub("-", " ", name), as.character(packageVersion("OpenMx")), start, took,
    found$output$Minus2LogLikelihood / 2, gain, gain - 1.645 * se, gain + 1.645 * se,
    paste(sprintf("%.2f", mxEval(drift, found)), collapse = ", "),
    coef(found)["r1"], coef(found)["r2"], found$output$status$code))
}
for (name in c("one-couple", "40-couples")) {
  fit(name, "A", c(.5, .2, .2, .5), c(.5, .1, .5), c(.5, .5))
  fit(name, "B", c(.2, .1, .6, .7), c(1, .3, .5), c(.01, .7))
}
"""


def load() -> str:
    """Tell the load of the machine, which every time must be read with."""
    return " ".join(f"{x:.1f}" for x in os.getloadavg())


def run(program: list[str], text: str, suffix: str, data: Path = DATA, cap: float = CAP) -> None:
    """Run one program in a process of its own and print its lines; say so if it is not there or too slow."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / f"script{suffix}"
        script.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603 - the programs are named above
                [*program, str(script), str(data.resolve())],
                capture_output=True,
                text=True,
                timeout=cap,
                check=False,
                env={**os.environ, **ONE_THREAD},
            )
        except subprocess.TimeoutExpired as late:
            print((late.stdout or b"").decode().strip(), f"stopped after {cap:.0f} s")
            return
    if done.returncode:
        print("absent or failed:", (done.stderr.strip().splitlines() or ["?"])[-1][:160])
    print(done.stdout.strip())


def microseconds(call: Callable[..., object], *arguments: Any, repeats: int = 41, times: int = 20) -> float:
    """Median over repeats of the mean time of one call."""
    call(*arguments)
    took = []
    for _ in range(repeats):
        start = perf_counter()
        for _ in range(times):
            call(*arguments)
        took.append((perf_counter() - start) / times)
    return median(took) * 1e6


def likelihoods() -> None:
    """Time one likelihood and its gradient, T = 300 irregular, 15 % missing, set-points static."""
    import numpy as np  # noqa: PLC0415 - after the number of threads is set

    from pasdedeux.identify.linear.kernels.likelihood import likelihood_of  # noqa: PLC0415
    from pasdedeux.identify.linear.parameters import Layout  # noqa: PLC0415

    T = 300
    for d in (2, 4):
        rng = np.random.default_rng(d)
        steps = rng.choice([0.5, 1.0, 1.5, 2.0, 3.0], T - 1)
        gaps, gap = np.unique(steps, return_inverse=True)
        everywhere = np.round(rng.gamma(2.0, 0.5, T - 1) + 0.05, 6)
        W = np.concatenate([rng.standard_normal((T, d, 1)), np.tile(np.eye(d), (T, 1, 1))], axis=2)
        seen = rng.random((T, d)) > 0.15
        W[~seen, 0] = 0.0
        theta = Layout(d).couple_prior.mean + 0.1 * rng.standard_normal(Layout(d).size)
        grad = np.empty(len(theta))
        static = (np.zeros(d), np.eye(d) / 9.0, float(-d * np.log(9.0)))
        for name, g, index in (
            ("5 distinct gaps", gaps, gap),
            ("all gaps distinct", *np.unique(everywhere, return_inverse=True)),
        ):
            data = (
                W, seen, np.zeros((0, d, d)), np.concatenate([[0], index]).astype(np.int64),
                np.ascontiguousarray(g), np.zeros(d), *static,
            )  # fmt: skip
            memory = (
                np.empty((2, T, d, d + 1)), np.empty((2, T, d, d)), np.empty((len(g), d, d)),
                np.empty((d, d)), np.empty((d + 1, d + 1)),
            )  # fmt: skip
            arguments = (likelihood_of(data), theta, *data, *memory)
            value = microseconds(lambda f, *a: f(*a, np.empty(0)), *arguments)
            slope = microseconds(lambda f, *a: f(*a), *arguments, grad)
            print(f"{d}-d, {len(theta)} parameters, {d} static, {name}|{value:.0f}|{slope:.0f}")


def example() -> None:
    """Print the shipped examples beside OpenMx: the same answers, centred, in one run."""
    print("load average at the start:", load())
    print("program|seconds|negative log-likelihood|gain (90 %)|drift, by rows")
    with tempfile.TemporaryDirectory() as folder:
        run([sys.executable], EXAMPLE_OURS, ".py", Path(folder), cap=PATIENT)
        run(["Rscript", "--vanilla"], EXAMPLE_OPENMX, ".R", Path(folder), cap=PATIENT)
    print("load average at the end:", load())


def main() -> None:
    """Print both tables, or the one of the examples."""
    if sys.argv[1:] == ["example"]:
        example()
        return
    peers = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    print("load average at the start:", load())
    print("likelihood, T = 300, 15 % missing|microseconds|with gradient")
    likelihoods()
    print("program|seconds|negative log-likelihood|drift")
    run([sys.executable], OURS, ".py")
    run([peers], DYNAMAX, ".py")
    run([peers], STATSMODELS, ".py")
    if shutil.which("Rscript"):
        run(["Rscript", "--vanilla"], OPENMX, ".R")
    else:
        print("OpenMx: absent")
    print("load average at the end:", load())


if __name__ == "__main__":
    main()
