"""Exact splits of whole numbers."""

from collections.abc import Hashable, Mapping
from random import Random
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def split(total: int, weights: Mapping[K, int], step: int = 1) -> dict[K, int]:
    """Split `total` by weights into multiples of `step` that add up to it (largest remainder).

    No part is above its exact share by `step` or more, so a total split by caps stays within them.
    Equal remainders go to the earlier key. Raises ValueError for a total that is no multiple of the
    step, or that has nowhere to go.
    """
    pieces, rest = divmod(total, step)
    whole = sum(weights.values())
    if rest or (pieces and not whole):
        raise ValueError(f"{total} cannot be split into steps of {step} over weights that sum to {whole}")
    if not pieces:
        return dict.fromkeys(weights, 0)
    shares = {key: divmod(pieces * weight, whole) for key, weight in weights.items()}
    left = pieces - sum(share for share, _ in shares.values())
    first = set(sorted(weights, key=lambda key: -shares[key][1])[:left])
    return {key: (share + (key in first)) * step for key, (share, _) in shares.items()}


def shaken(weights: Mapping[K, int], dice: Random, percent: int) -> dict[K, int]:
    """The weights, each off by up to `percent` per cent, so that parts do not look computed."""
    return {key: weight * dice.randint(100 - percent, 100 + percent) for key, weight in weights.items()}
