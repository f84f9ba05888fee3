package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import java.util.List;

/**
 * A run of operations that each see one morsel at a time: rows come from the source, go through the
 * steps and end in the sink, without ever standing in memory between two steps as a whole.
 *
 * <pre>
 *   source -> morsel -> step -> step -> sink
 *                ^                       |
 *                +--- until it is done --+
 * </pre>
 */
public record Pipeline(RowSource source, List<RowStep> steps, RowSink sink) implements Operator {

  /** Copies the list. */
  public Pipeline {
    steps = List.copyOf(steps);
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    MemoryBudget budget = context.memory();
    try (Evaluator evaluator = new Evaluator(budget);
        SinkState end = SinkState.of(sink, evaluator, context);
        StepChain chain = StepChain.of(steps, evaluator, budget, inputs);
        BatchReader rows = source.open(context, inputs)) {
      Step.Receiver first = chain.into(end);
      while (!end.isFull()) {
        context.checkCancelled();
        Batch morsel = rows.next();
        if (morsel == null) {
          break;
        }
        push(morsel, first);
      }
      return end.finish();
    }
  }

  /* A method of its own: the loop above lives for the whole task, kernels want short callers. */
  private static void push(Batch morsel, Step.Receiver first) {
    if (morsel.rows() == 0) {
      morsel.close();
    } else {
      first.accept(morsel);
    }
  }
}
