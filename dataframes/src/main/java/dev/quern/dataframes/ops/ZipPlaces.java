package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.Lengths;
import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Where the partitions of two frames begin that are put side by side: longs, first of the left one
 * and then of the right one, each with its number of rows behind. The inputs are the numbers of
 * rows of all partitions, unless metadata tells them.
 *
 * @param lefts how many partitions the left frame has
 * @param known the numbers of rows; empty if the inputs have them
 */
public record ZipPlaces(int lefts, List<Long> known, Lengths lengths) implements DataBound {

  /** Copies the list. */
  public ZipPlaces {
    known = List.copyOf(known);
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<Long> rows =
        known.isEmpty()
            ? inputs.stream().map(input -> (Long) ((Value<?>) input).value()).toList()
            : known;
    long[] left = starts(rows.subList(0, lefts));
    long[] right = starts(rows.subList(lefts, rows.size()));
    long leftRows = left[left.length - 1];
    long rightRows = right[right.length - 1];
    if (lengths == Lengths.SAME && leftRows != rightRows) {
      throw new ComputeException(
          "zip of frames of %,d and of %,d rows: Lengths.SHORTEST leaves out what is more, Lengths.LONGEST fills up with nulls"
              .formatted(leftRows, rightRows));
    }
    return new Value<>(LongStream.concat(LongStream.of(left), LongStream.of(right)).toArray());
  }

  /** Where partitions of these numbers of rows begin, and where the last one ends. */
  public static long[] starts(List<Long> rows) {
    long[] starts = new long[rows.size() + 1];
    for (int part = 0; part < rows.size(); part++) {
      starts[part + 1] = starts[part] + rows.get(part);
    }
    return starts;
  }
}
