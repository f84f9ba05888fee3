package dev.quern.dataframes.lower;

import dev.quern.dataframes.ops.RowSource;
import dev.quern.dataframes.ops.RowStep;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows on their way: partitions, each with a source and the steps its rows have yet to go through.
 * No task is made before something must see the rows together; so a scan, its filters, projections
 * and join probes become one task with whatever follows.
 *
 * @param partitions in the order of the rows
 * @param schema the columns behind the last step
 * @param origin the last plan node that added to it
 */
record Flow(List<Partition> partitions, Schema schema, Origin origin) {

  /** Copies the list. */
  Flow {
    partitions = List.copyOf(partitions);
  }

  /**
   * One partition.
   *
   * @param source where its rows come from
   * @param inputs the tasks that source and steps refer to by number
   * @param steps what happens to the rows, in order
   */
  record Partition(RowSource source, List<Key> inputs, List<RowStep> steps) {

    /** Copies the lists. */
    Partition {
      inputs = List.copyOf(inputs);
      steps = List.copyOf(steps);
    }

    /** The rows of a task's result. */
    static Partition of(Key task) {
      return new Partition(new RowSource.OfInput(0), List.of(task), List.of());
    }

    Partition then(RowStep step) {
      List<RowStep> more = new ArrayList<>(steps);
      more.add(step);
      return new Partition(source, inputs, more);
    }

    Partition withInput(Key task) {
      List<Key> more = new ArrayList<>(inputs);
      more.add(task);
      return new Partition(source, more, steps);
    }

    Partition withInputs(List<Key> tasks) {
      List<Key> more = new ArrayList<>(inputs);
      more.addAll(tasks);
      return new Partition(source, more, steps);
    }

    /** Whether this is nothing but a task's result. */
    boolean isTask() {
      return steps.isEmpty() && source instanceof RowSource.OfInput;
    }
  }

  /** Bytes that are read from files, as far as those tell. */
  long estimatedBytes() {
    long bytes = 0;
    for (Partition partition : partitions) {
      if (partition.source() instanceof RowSource.OfSplit source) {
        bytes += Math.max(0, source.split().estimatedBytes());
      }
    }
    return bytes;
  }

  /** The flow with one more step in each partition. */
  Flow then(RowStep step, Schema newSchema, Origin newOrigin) {
    return new Flow(partitions.stream().map(p -> p.then(step)).toList(), newSchema, newOrigin);
  }
}
