"""A table to fit: the same each time."""

import random


def write_table(path):
    """Four clouds of points that overlap."""
    rng = random.Random(1)
    with open(path, "w") as file:
        file.write("x,y,z\n")
        for _ in range(40_000):
            center = rng.randrange(4) * 1.5
            values = (center + rng.gauss(0, 1), rng.gauss(0, 1) - center, rng.gauss(0, 1))
            file.write(",".join(f"{value:.6f}" for value in values) + "\n")
