package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.ColumnTarget;
import dev.quern.engine.io.csv.TypeInference;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The type that a column must have so that every value seen is one of it. It is guessed from the
 * first value and verified by what reads the column later; a value that fails widens it, as {@link
 * TypeInference} says. The parts of objects and arrays are columns in this sense as well; what is
 * sometimes one of them and sometimes something else is text.
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

  /* Objects of more fields than this have values for names: as text they are of use. */
  private static final int MOST_FIELDS = 200;
  private static final int DEEPEST = 16;

  private final MemoryBudget budget;
  private final int depth;
  private @Nullable DType type;
  private @Nullable JsonColumn column;
  private @Nullable ColumnTarget scratch;
  private @Nullable Parts parts;

  /** Of a value within {@code depth} others. */
  JsonInference(MemoryBudget budget, int depth) {
    this.budget = budget;
    this.depth = depth;
  }

  /** Takes a value that {@code scanner} has told into account; a null says nothing. */
  void observe(JsonScanner scanner, JsonKind kind, byte[] text, int from, int to) {
    if (kind == JsonKind.NULL || type == DType.UTF8) {
      return;
    }
    if (kind == JsonKind.NESTED) {
      observeParts(scanner, text[from] == '{', from);
      return;
    }
    if (parts != null) {
      become(DType.UTF8);
      return;
    }
    if (fits(kind, text, from, to)) {
      return;
    }
    DType narrowest = narrowest(kind, text, from, to);
    become(type == null ? narrowest : TypeInference.widen(type, narrowest));
  }

  /** The type so far: text where nothing but nulls, or objects without fields, was seen. */
  DType type() {
    if (parts != null) {
      return parts.type();
    }
    return type == null ? DType.UTF8 : type;
  }

  @Override
  public void close() {
    if (scratch != null) {
      scratch.close();
      scratch = null;
    }
    if (parts != null) {
      parts.close();
      parts = null;
    }
  }

  private void observeParts(JsonScanner scanner, boolean isObject, int from) {
    Parts seen = parts;
    if (seen == null && type == null && depth < DEEPEST) {
      seen = new Parts(isObject);
      parts = seen;
    }
    if (seen == null || seen.isObject != isObject) {
      become(DType.UTF8);
      return;
    }
    seen.observe(scanner, from);
    if (seen.columns.size() > MOST_FIELDS) {
      become(DType.UTF8);
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
      case NESTED, NULL -> throw new IllegalStateException("no value without parts: " + kind);
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

  /** What is within objects or arrays: a column for each field, or one for all elements. */
  private final class Parts implements JsonFields {
    private final boolean isObject;
    private final FieldNames names = new FieldNames();
    private final List<JsonInference> columns = new ArrayList<>();
    private @Nullable JsonScanner scanner;

    Parts(boolean isObject) {
      this.isObject = isObject;
      if (!isObject) {
        columns.add(new JsonInference(budget, depth + 1));
      }
    }

    void observe(JsonScanner from, int position) {
      scanner = from;
      if (isObject) {
        names.beginRow();
        from.object(position, this);
      } else {
        from.array(position, this);
      }
    }

    DType type() {
      if (!isObject) {
        return DType.list(columns.getFirst().type());
      }
      List<Field> fields = new ArrayList<>();
      for (JsonInference column : columns) {
        fields.add(Field.of(names.name(fields.size()), column.type()));
      }
      return fields.isEmpty() ? DType.UTF8 : new StructType(fields);
    }

    @Override
    public int find(byte[] text, int from, int to, int at) {
      int known = names.find(text, from, to);
      if (known >= 0) {
        return known;
      }
      columns.add(new JsonInference(budget, depth + 1));
      return names.add(Arrays.copyOfRange(text, from, to));
    }

    @Override
    public void value(int field, JsonKind kind, byte[] text, int from, int to, int at) {
      columns.get(field).observe(Objects.requireNonNull(scanner), kind, text, from, to);
    }

    void close() {
      columns.forEach(JsonInference::close);
    }
  }
}
