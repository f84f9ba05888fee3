package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.ColumnTarget;
import dev.quern.engine.io.csv.TypeInference;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The type that a column must have so that every value seen is one of it. It is guessed from the
 * first value and verified by what reads the column later; a value that fails widens it, as {@link
 * TypeInference} says.
 */
final class JsonInference implements AutoCloseable {
  private static final List<DType> OF_NUMBERS = List.of(DType.INT64, DType.FLOAT64);
  private static final List<DType> OF_STRINGS =
      List.of(
          DType.FLOAT64,
          DType.DATE,
          DType.timestamp(TimeUnit.MICRO),
          DType.timestamp(TimeUnit.MICRO, "UTC"),
          DType.timestamp(TimeUnit.NANO),
          DType.timestamp(TimeUnit.NANO, "UTC"));

  private final MemoryBudget budget;
  private @Nullable DType type;
  private @Nullable JsonColumn column;
  private @Nullable ColumnTarget scratch;

  JsonInference(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Takes a value into account; a null says nothing. */
  void observe(JsonKind kind, byte[] text, int from, int to) {
    if (kind == JsonKind.NULL || type == DType.UTF8 || fits(kind, text, from, to)) {
      return;
    }
    DType narrowest = narrowest(kind, text, from, to);
    become(type == null ? narrowest : TypeInference.widen(type, narrowest));
  }

  /** The type so far: text where nothing but nulls was seen. */
  DType type() {
    return type == null ? DType.UTF8 : type;
  }

  @Override
  public void close() {
    if (scratch != null) {
      scratch.close();
      scratch = null;
    }
  }

  private boolean fits(JsonKind kind, byte[] text, int from, int to) {
    JsonColumn current = column;
    ColumnTarget target = scratch;
    return current != null && target != null && current.store(kind, text, from, to, target, 0);
  }

  private DType narrowest(JsonKind kind, byte[] text, int from, int to) {
    return switch (kind) {
      case TRUE, FALSE -> DType.BOOL;
      case NESTED, NULL -> DType.UTF8;
      case NUMBER -> first(OF_NUMBERS, kind, text, from, to);
      case STRING -> first(OF_STRINGS, kind, text, from, to);
    };
  }

  private DType first(List<DType> candidates, JsonKind kind, byte[] text, int from, int to) {
    for (DType candidate : candidates) {
      try (ColumnTarget target = new ColumnTarget(budget, candidate, 1)) {
        if (new JsonColumn(candidate, false).store(kind, text, from, to, target, 0)) {
          return candidate;
        }
      }
    }
    return DType.UTF8;
  }

  private void become(DType wider) {
    close();
    type = wider;
    column = new JsonColumn(wider, false);
    scratch = wider == DType.UTF8 ? null : new ColumnTarget(budget, wider, 1);
  }
}
