package dev.quern.bench.tpch;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.lit;

import dev.quern.bench.data.TpchTable;
import dev.quern.dataframes.Column;
import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Frames;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** The eight tables as frames, and words that several queries use. */
public final class TpchTables {
  private final Map<TpchTable, DataFrame> frames = new EnumMap<>(TpchTable.class);

  /** The tables in these Parquet files; reads their footers. */
  public TpchTables(Map<TpchTable, Path> files) {
    files.forEach((table, file) -> frames.put(table, Frames.readParquet(file.toString())));
  }

  DataFrame lineitem() {
    return frame(TpchTable.LINEITEM);
  }

  DataFrame orders() {
    return frame(TpchTable.ORDERS);
  }

  DataFrame customer() {
    return frame(TpchTable.CUSTOMER);
  }

  DataFrame part() {
    return frame(TpchTable.PART);
  }

  DataFrame partsupp() {
    return frame(TpchTable.PARTSUPP);
  }

  DataFrame supplier() {
    return frame(TpchTable.SUPPLIER);
  }

  DataFrame nation() {
    return frame(TpchTable.NATION);
  }

  DataFrame region() {
    return frame(TpchTable.REGION);
  }

  /** The nations under the alias {@code name}, with columns for its key, name and region. */
  DataFrame nation(String name) {
    return nation()
        .select(
            col("n_nationkey").as(name + "_nationkey"),
            col("n_name").as(name + "_name"),
            col("n_regionkey").as(name + "_regionkey"));
  }

  /** The price of a line item after its discount. */
  static Column discounted() {
    return col("l_extendedprice").times(lit(1).minus(col("l_discount")));
  }

  private DataFrame frame(TpchTable table) {
    DataFrame frame = frames.get(table);
    if (frame == null) {
      throw new IllegalStateException("no file of " + table.tableName());
    }
    return frame;
  }
}
