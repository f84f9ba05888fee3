"""A function of a user's own in pandas and Polars, row by row."""

from protocol import case, serve


def score(text, v, x):
    clean = text.lower()
    letters = sum(ord(c) for c in clean if c.isascii() and c.isalnum())
    return x * 2 + letters if v % 3 == 0 else x - letters


def table(path, rows):
    import polars as pl

    return pl.scan_parquet(path).select("s2", "v", "x").head(int(rows)).collect()


def pandas_table(path, rows):
    return table(path, rows).to_pandas()


def summed(scores):
    return [(len(scores), scores.sum(), scores.max())]


@case("pandas apply", summed, ("pandas", "polars", "pyarrow"), before=pandas_table)
def pandas_apply(frame):
    return frame.apply(lambda row: score(row["s2"], row["v"], row["x"]), axis=1)


@case("polars map_elements", summed, ("polars",), before=table)
def polars_map(frame):
    import polars as pl

    return frame.select(
        pl.struct("s2", "v", "x").map_elements(
            lambda row: score(row["s2"], row["v"], row["x"]), return_dtype=pl.Float64
        )
    ).to_series()


serve()
