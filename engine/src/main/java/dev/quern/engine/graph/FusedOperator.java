package dev.quern.engine.graph;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import java.io.Serializable;
import java.util.List;

/**
 * Several operators applied one after the other within one task. A chunk between two steps is
 * closed as soon as the next step has read it.
 *
 * @param steps the operators in order, at least one
 */
public record FusedOperator(List<Step> steps) implements Operator {

  /**
   * One operator of the run.
   *
   * @param operator what it does; reads one chunk, unless it is the first
   * @param origin the plan node it was made from, which errors name
   */
  public record Step(Operator operator, Origin origin) implements Serializable {}

  /** Checks that there is a step. */
  public FusedOperator {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("no steps");
    }
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    Chunk chunk = apply(steps.get(0), context, inputs);
    for (int i = 1; i < steps.size(); i++) {
      chunk = replace(steps.get(i), context, chunk);
    }
    return chunk;
  }

  private static Chunk replace(Step step, TaskContext context, Chunk input) {
    Chunk output;
    try {
      output = apply(step, context, List.of(input));
    } catch (Throwable failure) {
      closeAfter(failure, input);
      throw failure;
    }
    try {
      input.close();
    } catch (Throwable failure) {
      closeAfter(failure, output);
      throw failure;
    }
    return output;
  }

  private static Chunk apply(Step step, TaskContext context, List<Chunk> inputs) {
    context.checkCancelled();
    try {
      return step.operator.apply(context, inputs);
    } catch (CancelledException | TaskFailedException alreadyTold) {
      throw alreadyTold;
    } catch (Throwable cause) {
      throw step.origin.failure(context.partition(), cause);
    }
  }

  private static void closeAfter(Throwable failure, Chunk chunk) {
    try {
      chunk.close();
    } catch (RuntimeException | Error second) {
      failure.addSuppressed(second);
    }
  }
}
