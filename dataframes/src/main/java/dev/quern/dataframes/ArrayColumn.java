package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An array of Java values, primitive or not, as a column. */
record ArrayColumn(String name, Object values, Optional<DType> inferred) {

  /**
   * The column that {@code values}, an array or a list, is; a list is copied, an array is not.
   *
   * @throws PlanException when it is neither, or its values are of no one type
   */
  static ArrayColumn of(String name, Object values) {
    if (values instanceof List<?> list) {
      return new ArrayColumn(name, list.toArray(), typeOf(name, list));
    }
    if (!values.getClass().isArray()) {
      throw new PlanException(
          "column '%s' is a %s: give an array or a list"
              .formatted(name, values.getClass().getSimpleName()));
    }
    Class<?> element = values.getClass().componentType();
    return values instanceof Object[] objects && element == Object.class
        ? new ArrayColumn(name, objects, typeOf(name, Arrays.asList(objects)))
        : new ArrayColumn(name, values, Optional.of(RecordTypes.of(name, element)));
  }

  /** The columns of {@code map}, which must be of one length. */
  static List<ArrayColumn> all(Map<String, ?> map) {
    List<ArrayColumn> columns = new ArrayList<>();
    map.forEach((name, values) -> columns.add(of(name, values)));
    for (ArrayColumn column : columns) {
      if (column.length() != columns.getFirst().length()) {
        throw new PlanException(
            "column '%s' has %d values and column '%s' has %d: a frame's columns are equally long"
                .formatted(
                    columns.getFirst().name(),
                    columns.getFirst().length(),
                    column.name(),
                    column.length()));
      }
    }
    return columns;
  }

  /**
   * Its name and type; of an array of primitives without nulls.
   *
   * @throws PlanException when there is no value that tells the type
   */
  Field field() {
    DType type =
        inferred.orElseThrow(
            () ->
                new PlanException(
                    "column '%s' has no value that tells its type: give an array such as String[]"
                        .formatted(name)));
    return new Field(name, type, !values.getClass().componentType().isPrimitive());
  }

  int length() {
    return Array.getLength(values);
  }

  /** The same with values that nobody else changes. */
  ArrayColumn copy() {
    return between(0, length());
  }

  /** A copy of a part. */
  ArrayColumn between(int from, int to) {
    Object part = Array.newInstance(values.getClass().componentType(), to - from);
    System.arraycopy(values, from, part, 0, to - from);
    return new ArrayColumn(name, part, inferred);
  }

  /** Some values as a column of {@code type}, which they fit. */
  ColumnVector build(MemoryBudget budget, DType type, int from, int to) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, type, to - from)) {
      append(builder, from, to);
      return builder.build();
    }
  }

  private void append(ColumnBuilder builder, int from, int to) {
    switch (values) {
      case long[] a -> {
        for (int i = from; i < to; i++) {
          builder.append(a[i]);
        }
      }
      case int[] a -> {
        for (int i = from; i < to; i++) {
          builder.append((long) a[i]);
        }
      }
      case short[] a -> {
        for (int i = from; i < to; i++) {
          builder.append((long) a[i]);
        }
      }
      case byte[] a -> {
        for (int i = from; i < to; i++) {
          builder.append((long) a[i]);
        }
      }
      case double[] a -> {
        for (int i = from; i < to; i++) {
          builder.append(a[i]);
        }
      }
      case float[] a -> {
        for (int i = from; i < to; i++) {
          builder.append((double) a[i]);
        }
      }
      case boolean[] a -> {
        for (int i = from; i < to; i++) {
          builder.append(a[i]);
        }
      }
      default -> {
        for (int i = from; i < to; i++) {
          RecordCells.append(builder, ((Object[]) values)[i]);
        }
      }
    }
  }

  /* The type of objects is that of their class, of lists that of all their elements. */
  private static Optional<DType> typeOf(String name, List<? extends @Nullable Object> values) {
    Object first = values.stream().filter(Objects::nonNull).findFirst().orElse(null);
    if (first == null) {
      return Optional.empty();
    }
    Class<?> type = classOf(first);
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value != null && classOf(value) != type) {
        throw new PlanException(
            "column '%s' begins with a %s and has a %s, '%s', in row %d: a column is of one type"
                .formatted(name, type.getSimpleName(), classOf(value).getSimpleName(), value, i));
      }
    }
    if (type != List.class) {
      return Optional.of(RecordTypes.of(name, type));
    }
    List<@Nullable Object> elements = new ArrayList<>();
    values.forEach(list -> elements.addAll(list == null ? List.of() : (List<?>) list));
    return typeOf(name, elements).map(DType::list);
  }

  private static Class<?> classOf(Object value) {
    return switch (value) {
      case Enum<?> constant -> constant.getDeclaringClass();
      case List<?> _ -> List.class;
      default -> value.getClass();
    };
  }
}
