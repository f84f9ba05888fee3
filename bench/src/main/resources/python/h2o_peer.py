"""The questions of the h2o.ai benchmark in Polars, whose streaming engine collects all answers."""

import warnings

from protocol import case, serve

warnings.simplefilter("ignore", DeprecationWarning)
NEEDS = ("polars",)
LOADED = {}


def question(name, *sums):
    """Registers a question of lazy frames, from files and from memory; `sums` check its answer."""

    def register(function):
        def checked(answer):
            import polars as pl

            return answer.select(pl.len(), *(pl.sum(column) for column in sums)).rows()

        def from_files(*files):
            import polars as pl

            return function(*map(pl.scan_parquet, files)).collect(engine="streaming")

        def loaded(*files):
            import polars as pl

            for file in set(files) - LOADED.keys():
                LOADED[file] = pl.read_parquet(file)
            return [LOADED[file].lazy() for file in files]

        def from_memory(frames):
            return function(*frames).collect(engine="streaming")

        case(name + " parquet", checked, NEEDS)(from_files)
        case(name + " memory", checked, NEEDS, before=loaded)(from_memory)
        return function

    return register


def column(*names):
    import polars as pl

    return pl.col(*names)


@question("g1", "v1")
def sum_by_text(g):
    return g.group_by("id1").agg(column("v1").sum())


@question("g2", "v1")
def sum_by_two_texts(g):
    return g.group_by("id1", "id2").agg(column("v1").sum())


@question("g3", "v1", "v3")
def sum_and_mean_by_many(g):
    return g.group_by("id3").agg(column("v1").sum(), column("v3").mean())


@question("g4", "v1", "v2", "v3")
def means_by_few(g):
    return g.group_by("id4").agg(column("v1", "v2", "v3").mean())


@question("g5", "v1", "v2", "v3")
def sums_by_many(g):
    return g.group_by("id6").agg(column("v1", "v2", "v3").sum())


@question("g6", "m", "sd")
def median_and_deviation(g):
    v3 = column("v3")
    return g.group_by("id4", "id5").agg(v3.median().alias("m"), v3.std().alias("sd"))


@question("g7", "span")
def span_by_many(g):
    return g.group_by("id3").agg((column("v1").max() - column("v2").min()).alias("span"))


@question("g8", "v3")
def two_largest(g):
    return g.group_by("id6").agg(column("v3").top_k(2)).explode("v3")


@question("g9", "r2")
def correlation(g):
    import polars as pl

    return g.group_by("id2", "id4").agg((pl.corr("v1", "v2") ** 2).alias("r2"))


@question("g10", "v3", "cnt")
def sums_by_six(g):
    import polars as pl

    keys = ["id1", "id2", "id3", "id4", "id5", "id6"]
    return g.group_by(keys).agg(column("v3").sum(), pl.len().alias("cnt"))


@question("j1", "v1", "v2")
def join_small(x, right):
    return x.join(right, on="id1")


@question("j2", "v1", "v2")
def join_medium(x, right):
    return x.join(right, on="id2")


@question("j3", "v1", "v2")
def left_join_medium(x, right):
    return x.join(right, on="id2", how="left")


@question("j4", "v1", "v2")
def join_medium_by_text(x, right):
    return x.join(right, on="id5")


@question("j5", "v1", "v2")
def join_big(x, right):
    return x.join(right, on="id3")


serve()
