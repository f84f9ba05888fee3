package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Calls;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.text.TextFunction;
import dev.quern.engine.nested.Lists;
import dev.quern.engine.nested.Structs;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.ListType;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Constants: plain ones, and lists, arrays, bytes, records and maps, which are put together of
 * those.
 */
final class NestedLiterals {
  private NestedLiterals() {}

  /** The constant that stands for a Java object; null has no type, and so is none. */
  static Expr of(@Nullable Object value) {
    return switch (value) {
      case null ->
          throw new PlanException(
              "null has no type of its own: write nullOf(type) for a constant, isNull() for a"
                  + " comparison");
      case List<?> list -> list(list);
      case byte[] bytes -> bytes(bytes);
      case CalendarInterval interval -> Exprs.literal(interval);
      case Record row -> struct(row);
      case Map<?, ?> map -> map(map);
      default -> value.getClass().isArray() ? list(elements(value)) : Exprs.literal(value);
    };
  }

  /** Whether a Java object stands for more than one value. */
  static boolean isNested(@Nullable Object value) {
    return value instanceof List<?>
        || (value instanceof Record && !(value instanceof CalendarInterval))
        || value instanceof Map<?, ?>
        || (value != null && value.getClass().isArray());
  }

  private static Expr list(List<?> values) {
    List<Expr> there = new ArrayList<>();
    for (Object value : values) {
      if (value != null) {
        there.add(of(value));
      }
    }
    if (there.isEmpty()) {
      throw new PlanException(
          "a list without a value has no type of its own: write emptyListOf(type), or cast a list"
              + " of nullOf(type)");
    }
    if (there.size() == values.size()) {
      return Lists.of(there);
    }
    DType type = ((ListType) Lists.of(there).type()).element();
    int next = 0;
    List<Expr> all = new ArrayList<>();
    for (Object value : values) {
      all.add(value == null ? Exprs.nullOf(type) : there.get(next++));
    }
    return Lists.of(all);
  }

  private static List<Object> elements(Object array) {
    return IntStream.range(0, Array.getLength(array)).mapToObj(i -> Array.get(array, i)).toList();
  }

  /* Constants of bytes are written as text: no object in an expression can be changed. */
  private static Expr bytes(byte[] bytes) {
    return Calls.of(TextFunction.UNHEX, List.of(Exprs.literal(HexFormat.of().formatHex(bytes))));
  }

  private static Expr map(Map<?, ?> map) {
    if (map.isEmpty()) {
      throw new PlanException(
          "a map without entries has no type of its own: write emptyListOf(struct(..)) of a key and"
              + " a value");
    }
    List<String> names = List.of("key", "value");
    DType key = element(list(List.copyOf(map.keySet())));
    DType value = element(list(new ArrayList<>(map.values())));
    List<Expr> entries = new ArrayList<>();
    map.forEach(
        (k, v) ->
            entries.add(Structs.of(names, List.of(Exprs.implicit(of(k), key), orNull(v, value)))));
    return Lists.of(entries);
  }

  private static DType element(Expr list) {
    return ((ListType) list.type()).element();
  }

  private static Expr struct(Record row) {
    List<String> names = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    List<@Nullable Object> there = RecordCells.values(row);
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      DType type = RecordTypes.of(component.getName(), component.getGenericType());
      values.add(orNull(there.get(names.size()), type));
      names.add(component.getName());
    }
    return Structs.of(names, values);
  }

  private static Expr orNull(@Nullable Object value, DType type) {
    if (value == null) {
      return Exprs.nullOf(type);
    }
    boolean isEmpty =
        (value instanceof List<?> list && list.isEmpty())
            || (value.getClass().isArray()
                && !(value instanceof byte[])
                && Array.getLength(value) == 0);
    return isEmpty && type instanceof ListType list
        ? Lists.empty(list.element())
        : Exprs.implicit(of(value), type);
  }
}
