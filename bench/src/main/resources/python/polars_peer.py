"""Polars on CSV files."""

from protocol import case, serve

NEEDS = ("polars",)


def rows(frame):
    return frame.rows()


def checked(loaded):
    import polars as pl

    columns = (
        pl.len(),
        pl.min("id1"),
        pl.max("id3"),
        *(pl.sum(name).alias("s" + name) for name in ("id4", "id6", "v1", "v2", "v3")),
    )
    return loaded.select(columns).rows()


@case("csv load", checked, NEEDS)
def csv_load(path):
    import polars as pl

    return pl.read_csv(path)


@case("csv scan and group", lambda frame: sorted(rows(frame)), NEEDS)
def csv_group(path):
    import polars as pl

    return (
        pl.scan_csv(path)
        .group_by("id1", "id2")
        .agg(pl.sum("v1"), pl.mean("v3"))
        .collect(engine="streaming")
    )


serve()
