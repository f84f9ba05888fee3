package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.agg.Grouping;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.KeyScatter;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What becomes of a pipeline's rows in the end. */
public sealed interface RowSink extends Serializable {

  /** Whether its work follows from how many rows there are, and no function of a user is called. */
  default boolean isDataBound() {
    return true;
  }

  /** All rows, as batches. */
  record Collect(Schema schema) implements RowSink {}

  /** All rows, as one batch. */
  record Single(Schema schema) implements RowSink {}

  /**
   * The first rows; the pipeline ends when it has them.
   *
   * @param after whether the last input, a {@code Value<Long>}, says how many there are already
   */
  record First(Schema schema, long count, boolean after) implements RowSink {}

  /** The last rows, held in memory. */
  record Last(Schema schema, long count) implements RowSink {}

  /** How many rows there are, as a {@code Value<Long>}. */
  record Count() implements RowSink {}

  /** The states of aggregates over the rows, to be merged by {@link MergeAggregates}. */
  record Aggregate(List<NamedExpr> keys, List<NamedAggregate> aggregates) implements RowSink {

    /** Copies the lists. */
    public Aggregate {
      keys = List.copyOf(keys);
      aggregates = List.copyOf(aggregates);
    }

    @Override
    public boolean isDataBound() {
      return inputs().stream().noneMatch(column -> Exprs.callsUserFunction(column.expr()));
    }

    /** The columns that the aggregator reads: the keys, and then what the aggregates read. */
    List<NamedExpr> inputs() {
      List<NamedExpr> inputs = new ArrayList<>(keys);
      List<Expr> seen = new ArrayList<>();
      for (NamedAggregate aggregate : aggregates) {
        for (Expr input : aggregate.inputs()) {
          if (!seen.contains(input)) {
            seen.add(input);
            inputs.add(new NamedExpr("#" + (seen.size() - 1), input));
          }
        }
      }
      return inputs;
    }

    /** The columns of partial states: the keys, and then what each aggregate has to remember. */
    public Schema partialSchema() {
      return grouping().partialSchema();
    }

    /** The aggregation over batches of {@link #inputs}. */
    Grouping grouping() {
      List<NamedExpr> inputs = inputs();
      List<Expr> columns =
          inputs.subList(keys.size(), inputs.size()).stream().map(NamedExpr::expr).toList();
      List<dev.quern.engine.agg.Aggregate> bound = new ArrayList<>();
      for (NamedAggregate aggregate : aggregates) {
        List<Integer> positions =
            aggregate.inputs().stream().map(e -> keys.size() + columns.indexOf(e)).toList();
        bound.add(
            new dev.quern.engine.agg.Aggregate(aggregate.name(), aggregate.function(), positions));
      }
      return new Grouping(
          NamedExpr.schema(inputs), IntStream.range(0, keys.size()).boxed().toList(), bound);
    }
  }

  /**
   * The rows are states of {@code aggregate} themselves, keys first: they are merged, under keys of
   * which several rows may have the same.
   */
  record Merge(Aggregate aggregate) implements RowSink {}

  /**
   * The rows scattered by the hash of the keys, if the task's last input, the table of a join, is
   * scattered too; otherwise none.
   *
   * @param drops whether rows without a partner may be left out
   */
  record Scatter(Schema schema, List<String> keys, boolean drops) implements RowSink {

    /** Copies the list. */
    public Scatter {
      keys = List.copyOf(keys);
    }
  }

  /** All rows scattered by the hash of the keys, into {@link KeyScatter#PARTS} parts. */
  record Exchange(Schema schema, List<String> keys) implements RowSink {

    /** Copies the list. */
    public Exchange {
      keys = List.copyOf(keys);
    }
  }

  /**
   * All rows in sorted runs, to be merged by {@link RowSource.OfMerge}.
   *
   * @param parts in how many parts they are merged at most
   */
  record SortRun(Schema schema, List<SortOrder> order, int parts) implements RowSink {}

  /** The first rows in order, to be merged by {@link MergeTops}. */
  record Top(Schema schema, List<SortOrder> order, int count) implements RowSink {
    /** The most rows that are kept by a heap; for more, all are sorted. */
    public static final long MOST = 1 << 16;
  }

  /**
   * A file of the rows, and a row that tells of it; with columns to partition by, a file in a
   * folder of its own of each run of rows that are equal in them.
   *
   * @param format what the files are, with its options
   * @param folder where files go, or the folders of partitions
   * @param part the number in the file's name; of no rows only part 0 writes a file
   * @param ending what is behind the number, with the dot
   * @param schema all columns
   * @param partitionBy the columns that name folders and are not in the files; the rows are sorted
   *     by them
   * @param fileRows the most rows of a file; further ones go to further files of the part
   */
  record Write(
      FileFormat format,
      Path folder,
      int part,
      String ending,
      Schema schema,
      List<String> partitionBy,
      long fileRows)
      implements RowSink {

    /** Copies the list. */
    public Write {
      partitionBy = List.copyOf(partitionBy);
    }

    /** The sink of partition {@code number}. */
    public Write part(int number) {
      return new Write(format, folder, part + number, ending, schema, partitionBy, fileRows);
    }

    /** The name of the part's file {@code number}, from 0; names are in the order of the rows. */
    String fileName(int number) {
      return fileRows == Long.MAX_VALUE
          ? String.format(Locale.ROOT, "part-%05d%s", part, ending)
          : String.format(Locale.ROOT, "part-%05d-%05d%s", part, number, ending);
    }
  }
}
