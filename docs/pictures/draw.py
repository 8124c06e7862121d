"""Draw the pictures of the README from the example, as `make pictures` does."""

from __future__ import annotations

from pathlib import Path

import pasdedeux as pdd
from pasdedeux.figures import loop_map, standalone


def draw(folder: Path) -> None:
    """Fit the example and write its loop map."""
    fit = pdd.fit(pdd.example_records(), checks=False)
    svg = loop_map(
        fit.links_, fit.loop_gain_, fit.verdict_.name, fit.p_reinforcing_, partners=fit.partners, shape="wide"
    )
    (folder / "loop.svg").write_text(standalone(svg), "utf-8")


if __name__ == "__main__":
    draw(Path(__file__).parent)
