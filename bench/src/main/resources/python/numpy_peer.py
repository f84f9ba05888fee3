"""NumPy and Numba on the columns that kernels_peer.c makes too."""

from protocol import case, serve

NEEDS = ("numpy",)
LIMIT = 0.5
COLUMNS = {}


def columns(rows):
    import numpy as np

    rows = int(rows)
    if rows not in COLUMNS:
        index = np.arange(rows, dtype=np.uint64)
        weyl = np.uint64(0x9E3779B97F4A7C15)
        made = [
            ((index + np.uint64(seed)) * weyl >> np.uint64(11)).astype(np.float64) * 2.0**-53
            for seed in (1, 2, 3)
        ]
        COLUMNS[rows] = (*made, np.empty(rows), made[0] < LIMIT)
    return COLUMNS[rows]


def one(value):
    return [(value,)]


@case("sum", one, NEEDS, before=columns)
def total(job):
    return job[0].sum()


@case("multiply add", lambda out: one(out.sum()), NEEDS, before=columns)
def multiply_add(job):
    import numpy as np

    a, b, c, out, _ = job
    np.multiply(a, b, out=out)
    np.add(out, c, out=out)
    return out


@case("compare", lambda bits: one(int(bits.sum())), NEEDS, before=columns)
def compare(job):
    return job[0] < LIMIT


@case("masked sum", one, NEEDS, before=columns)
def masked_sum(job):
    return job[0].sum(where=job[4])


@case("filter", lambda kept: [(len(kept), kept[0], kept[-1])], NEEDS, before=columns)
def filtered(job):
    return job[0][job[4]]


serve()
