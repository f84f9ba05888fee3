package dev.quern.scheduler.task;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of a plain method as the work of a task: values come out of the chunks, and the result
 * goes into one.
 *
 * @param function one of the kinds of {@link TaskFunction}
 * @param arguments how it gets its arguments
 * @param origin whose failure it is when it throws
 */
record Invocation(Object function, List<Argument> arguments, Origin origin) implements Operator {

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    Arguments values = new Arguments(context, inputs);
    Object result = null;
    try {
      result = call(values);
      return CallResults.chunk(result, inputs);
    } catch (CancelledException told) {
      throw told;
    } catch (Throwable cause) {
      throw new TaskFailedException(origin.label(), origin.where(), cause);
    } finally {
      values.closeAllBut(result);
    }
  }

  @SuppressWarnings("unchecked") // the functions were checked where they met their arguments
  private @Nullable Object call(Arguments values) throws Exception {
    return switch (function) {
      case TaskFunction.Of0<?> f -> f.apply();
      case TaskFunction<?, ?> f ->
          ((TaskFunction<@Nullable Object, Object>) f).apply(values.next(arguments.get(0)));
      case TaskFunction.Of2<?, ?, ?> f ->
          ((TaskFunction.Of2<@Nullable Object, @Nullable Object, Object>) f)
              .apply(values.next(arguments.get(0)), values.next(arguments.get(1)));
      case TaskFunction.Of3<?, ?, ?, ?> f ->
          ((TaskFunction.Of3<@Nullable Object, @Nullable Object, @Nullable Object, Object>) f)
              .apply(
                  values.next(arguments.get(0)),
                  values.next(arguments.get(1)),
                  values.next(arguments.get(2)));
      case TaskFunction.Of4<?, ?, ?, ?, ?> f ->
          ((TaskFunction.Of4<
                      @Nullable Object,
                      @Nullable Object,
                      @Nullable Object,
                      @Nullable Object,
                      Object>)
                  f)
              .apply(
                  values.next(arguments.get(0)),
                  values.next(arguments.get(1)),
                  values.next(arguments.get(2)),
                  values.next(arguments.get(3)));
      default -> throw new IllegalStateException("no function: " + function);
    };
  }

  /** The chunks of one call, taken in order, and what was made of them for this call only. */
  private static final class Arguments {
    private final TaskContext context;
    private final List<Chunk> inputs;
    private int next;
    private @Nullable List<AutoCloseable> made;

    Arguments(TaskContext context, List<Chunk> inputs) {
      this.context = context;
      this.inputs = inputs;
    }

    @Nullable Object next(Argument argument) {
      return switch (argument) {
        case Argument.Next _ -> CallResults.value(inputs.get(next++));
        case Argument.Constant(Object value) -> value;
        case Argument.Several(List<Argument> parts) -> {
          @Nullable Object[] values = new Object[parts.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = next(parts.get(i));
          }
          yield Collections.unmodifiableList(Arrays.asList(values));
        }
        case Argument.Whole whole -> whole(whole);
      };
    }

    private @Nullable Object whole(Argument.Whole whole) {
      List<Chunk> retained = new ArrayList<>(whole.count());
      for (int i = 0; i < whole.count(); i++) {
        retained.add(inputs.get(next++).retain());
      }
      Object value = whole.result().apply(context.memory(), retained);
      if (value instanceof AutoCloseable closeable) {
        if (made == null) {
          made = new ArrayList<>();
        }
        made.add(closeable);
      }
      return value;
    }

    @SuppressWarnings("ReferenceEquality") // the very object, whatever it equals
    void closeAllBut(@Nullable Object result) {
      if (made != null) {
        for (AutoCloseable each : made) {
          if (each != result) {
            Owned.closeQuietly(each);
          }
        }
      }
    }
  }
}
