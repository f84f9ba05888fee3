"""Dask's threaded scheduler on tasks that do nothing."""

import os

from protocol import case, serve

THREADS = int(os.environ["DASK_NUM_WORKERS"])
NEEDS = ("dask",)
PART = 0.1
DELAYED_PART = 1 / 32


def nothing():
    return 1


def add(a, b):
    return a + b


def increment(a):
    return a + 1


def get(graph, keys):
    import dask.threaded

    return dask.threaded.get(graph, keys, num_workers=THREADS)


def independent_graph(count):
    graph = {("n", i): (nothing,) for i in range(int(int(count) * PART))}
    return graph, list(graph)


def tree_graph(leaves):
    width, level = int(leaves), 0
    graph = {("t", 0, i): (nothing,) for i in range(width)}
    while width > 1:
        width //= 2
        for i in range(width):
            graph[("t", level + 1, i)] = (add, ("t", level, 2 * i), ("t", level, 2 * i + 1))
        level += 1
    return graph, ("t", level, 0)


def chain_graph(depth):
    graph = {("c", 0): (nothing,)}
    for i in range(1, int(depth)):
        graph[("c", i)] = (increment, ("c", i - 1))
    return graph, ("c", int(depth) - 1)


@case("independent", lambda values: [(round(sum(values) / PART),)], NEEDS, PART, independent_graph)
def independent(job):
    return get(*job)


@case("tree", lambda value: [(value,)], NEEDS, before=tree_graph)
def tree(job):
    return get(*job)


@case("chain", lambda value: [(value,)], NEEDS, before=chain_graph)
def chain(job):
    return get(*job)


@case("delayed", lambda value: [(round(value / DELAYED_PART),)], NEEDS, DELAYED_PART)
def delayed_tree(leaves):
    from dask import delayed

    level = [delayed(nothing)() for _ in range(int(int(leaves) * DELAYED_PART))]
    while len(level) > 1:
        level = [delayed(add)(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0].compute(scheduler="threads", num_workers=THREADS)


serve()
