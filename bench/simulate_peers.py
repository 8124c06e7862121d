"""One couple and an ensemble beside NumPy, JAX, diffrax and Mesa, in one run, all on one core.

python bench/simulate_peers.py [python with numpy, jax, diffrax and mesa] [--large]

Every program steps the same eleven equations: those of `pasdedeux.loop.equations`, whose square root is taken
from whichever library runs them, with the same three moods. Only ours also draws and meets stress events. A
program that is not there is said to be absent.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CAP = 240
ONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

COMMON = """
import json, sys, time
import numpy as np
from pasdedeux.loop import Loop, equations as eq, rows as r
loop = Loop.preset("anxious-avoidant")
theta, START = loop.theta(), loop.equilibria()[0]
b = loop.between
SPREAD = np.array([b.own_mood, b.own_mood, b.shared_mood])
DAYS, H = 730.5, 1 / 144
STEPS = round(DAYS / H)
def best(call, times=3):
    laps = []
    for _ in range(times):
        start = time.perf_counter(); call(); laps.append(time.perf_counter() - start)
    return min(laps)
def tell(name, number, unit): print(f"{name}|{number:.4g}|{unit}", flush=True)
def left(h): return float(np.exp(-h / b.mood_pace))
"""

NUMPY = """
def forward(n, steps, h):
    x = np.repeat(START[:, None], n, axis=1) if n > 1 else START.copy()
    held = np.repeat(theta[:, None], n, axis=1) if n > 1 else theta
    mood, rng, stay = np.zeros((3, n)) if n > 1 else np.zeros(3), np.random.default_rng(0), left(h)
    kick = SPREAD * np.sqrt(1 - stay**2)
    kick = kick[:, None] if n > 1 else kick
    kept = []
    for _ in range(steps):
        x = x + h * eq.drift(x, held, mood)
        mood = stay * mood + kick * rng.standard_normal(mood.shape)
        if n == 1: kept.append(x)
    return kept
month = best(lambda: forward(1, round(30 / H), H), 1)
tell("NumPy, one couple, 24 months at 10 min (scaled from 30 days)", month * DAYS / 30 * 1e3, "ms")
n, steps = 4096, 60
rate = n * steps / best(lambda: forward(n, steps, 1 / 24))
tell("NumPy, ensemble of 4096, Euler", rate / 1e6, "M couple-steps/s")
"""

JAX = """
import jax, jax.numpy as jnp
eq.np = jnp
def rate(x, held, mood):
    w = jnp.concatenate([x, mood, held])
    return jnp.stack([*eq.partner(w, 0, 0, ...), *eq.partner(w, 0, 1, ...), eq.together(w, 0, ...)])
def program(n, steps, h, dtype, keep):
    stay = left(h)
    shape = (n,) if n > 1 else ()
    kick = jnp.asarray(SPREAD * np.sqrt(1 - stay**2), dtype).reshape(3, *(1,) * len(shape))
    held = jnp.broadcast_to(jnp.asarray(theta, dtype).reshape(-1, *(1,) * len(shape)), (len(theta), *shape))
    first = jnp.broadcast_to(jnp.asarray(START, dtype).reshape(11, *(1,) * len(shape)), (11, *shape))
    def step(state, key):
        x, mood = state
        x = x + h * rate(x, held, mood)
        mood = stay * mood + kick * jax.random.normal(key, mood.shape, dtype)
        return (x, mood), (x if keep else None)
    @jax.jit
    def run(key):
        end, kept = jax.lax.scan(step, (first, jnp.zeros((3, *shape), dtype)), jax.random.split(key, steps))
        return kept if keep else end
    return lambda: jax.block_until_ready(run(jax.random.PRNGKey(0)))
jax.config.update("jax_enable_x64", True)
call = program(1, STEPS, H, jnp.float64, True)
tell("JAX, one couple, first call", best(call, 1) * 1e3, "ms")
tell("JAX, one couple, 24 months at 10 min", best(call) * 1e3, "ms")
n, steps = 4096, 400
for dtype in (jnp.float64, jnp.float32):
    call = program(n, steps, 1 / 24, dtype, False); call()
    tell(f"JAX, ensemble of 4096, Euler, {dtype.__name__}", n * steps / best(call) / 1e6, "M couple-steps/s")
"""

DIFFRAX = """
import jax, jax.numpy as jnp, diffrax
jax.config.update("jax_enable_x64", True)
eq.np = jnp
held = jnp.asarray(theta)
def rate(t, y, args):
    w = jnp.concatenate([y, held])
    x = jnp.stack([*eq.partner(w, 0, 0, ...), *eq.partner(w, 0, 1, ...), eq.together(w, 0, ...)])
    return jnp.concatenate([x, -y[11:] / b.mood_pace])
spread = jnp.concatenate([jnp.zeros(11), jnp.asarray(SPREAD) * np.sqrt(2 / b.mood_pace)])
import lineax
def noise(t, y, args): return lineax.DiagonalLinearOperator(spread)
@jax.jit
def run(key):
    path = diffrax.UnsafeBrownianPath(shape=(14,), key=key)
    terms = diffrax.MultiTerm(diffrax.ODETerm(rate), diffrax.ControlTerm(noise, path))
    return diffrax.diffeqsolve(terms, diffrax.Euler(), 0.0, STEPS * H, H,
        jnp.concatenate([jnp.asarray(START), jnp.zeros(3)]), saveat=diffrax.SaveAt(steps=True),
        max_steps=STEPS + 8, adjoint=diffrax.ForwardMode()).ys
call = lambda: jax.block_until_ready(run(jax.random.PRNGKey(0)))
tell("diffrax, one couple, first call", best(call, 1) * 1e3, "ms")
tell("diffrax, one couple, 24 months at 10 min", best(call, 2) * 1e3, "ms")
"""

MESA = """
import mesa
h, stay = 1 / 24, left(1 / 24)
kick = SPREAD * np.sqrt(1 - stay**2)
class Pair(mesa.Agent):
    def __init__(self, model):
        super().__init__(model)
        self.x, self.mood, self.draw = START.copy(), np.zeros(3), np.random.default_rng(self.unique_id)
    def step(self):
        self.x = self.x + h * eq.drift(self.x, theta, self.mood)
        self.mood = stay * self.mood + kick * self.draw.standard_normal(3)
class Town(mesa.Model):
    def __init__(self, n):
        super().__init__()
        Pair.create_agents(self, n)
    def step(self): self.agents.do("step")
town = Town(200)
def days():
    for _ in range(24): town.step()
tell("Mesa, 200 couples as agents, Euler", 200 * 24 / best(days) / 1e6, "M couple-steps/s")
"""


def load() -> str:
    """Tell the load of the machine, which every time must be read with."""
    return " ".join(f"{x:.1f}" for x in os.getloadavg())


def peer(python: str, name: str, text: str) -> None:
    """Run one program on one core and print its lines; say so where it is not there or too slow."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "peer.py"
        script.write_text(COMMON + text, encoding="utf-8")
        core = ["taskset", "-c", "0"] if shutil.which("taskset") else []
        environment = {**os.environ, **ONE, "PYTHONPATH": str(HERE.parent / "src"), "JAX_PLATFORMS": "cpu"}
        try:
            done = subprocess.run(  # noqa: S603 - the programs stand above
                [*core, python, str(script)],
                capture_output=True,
                text=True,
                timeout=CAP,
                check=False,
                env=environment,
            )
        except subprocess.TimeoutExpired as late:
            print((late.stdout or b"").decode().strip(), f"{name}: stopped after {CAP} s")
            return
    if done.returncode:
        print(f"{name}: absent or failed:", (done.stderr.strip().splitlines() or ["?"])[-1][:200])
    print(done.stdout.strip(), flush=True)


def main() -> None:
    """Print ours, then the others."""
    large = [one for one in sys.argv[1:] if one == "--large"]
    others = [one for one in sys.argv[1:] if one not in large]
    python = others[0] if others else sys.executable
    print("load average at the start:", load(), flush=True)
    subprocess.run([sys.executable, str(HERE / "simulate.py"), *large], check=True)  # noqa: S603
    for name, text in (("NumPy", NUMPY), ("JAX", JAX), ("diffrax", DIFFRAX), ("Mesa", MESA)):
        peer(python, name, text)
    print("load average at the end:", load())


if __name__ == "__main__":
    main()
