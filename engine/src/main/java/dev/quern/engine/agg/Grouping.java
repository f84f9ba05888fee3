package dev.quern.engine.agg;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * What a group-by computes: the keys, and an aggregate per further column.
 *
 * @param input the schema of the rows
 * @param keys positions of the columns to group by, at most 64; of none, all rows are one group
 * @param aggregates what is made of each group; of none, the groups are the distinct rows
 */
public record Grouping(Schema input, List<Integer> keys, List<Aggregate> aggregates) {
  /** Copies the lists. */
  public Grouping {
    keys = List.copyOf(keys);
    aggregates = List.copyOf(aggregates);
  }

  /** An empty aggregator, whose memory is taken from {@code budget}. */
  public HashAggregator open(MemoryBudget budget) {
    return new HashAggregator(budget, input, keys, aggregates);
  }

  /**
   * An empty aggregator of a share of all groups, cut by the hashes of their keys.
   *
   * @param expected how many groups to have room for from the start
   */
  public HashAggregator openShare(MemoryBudget budget, int expected) {
    return HashAggregator.ofShare(budget, this, expected);
  }

  /**
   * The partial results of rows that are a group each, whatever their keys; owned by the caller. To
   * merge them has the same result, bit by bit, as to consume the rows.
   */
  public Batch partialOfRows(MemoryBudget budget, Batch rows) {
    return HashAggregator.partialOfRows(budget, this, rows);
  }

  /** The schema of the results: keys, then aggregates. */
  public Schema schema() {
    return HashAggregator.schema(input, keys, aggregates);
  }

  /** The schema of partial results: keys, then what each aggregate has to remember. */
  public Schema partialSchema() {
    try (MemoryBudget none = MemoryBudget.root("schema of states", 1L << 20);
        HashAggregator aggregator = open(none)) {
      return aggregator.partialSchema();
    }
  }
}
