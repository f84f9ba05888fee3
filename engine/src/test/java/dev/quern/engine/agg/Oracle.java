package dev.quern.engine.agg;

import dev.quern.engine.chunk.RandomColumns;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Aggregates by plain Java collections and exact arithmetic. */
final class Oracle {
  private Oracle() {}

  /** Rows of key values, each with the values of the input column in that group. */
  static Map<List<@Nullable Object>, List<@Nullable Object>> group(
      List<List<@Nullable Object>> keys, List<@Nullable Object> values) {
    Map<List<@Nullable Object>, List<@Nullable Object>> groups = new LinkedHashMap<>();
    if (keys.isEmpty()) {
      groups.put(List.of(), new ArrayList<>(values));
      return groups;
    }
    for (int row = 0; row < values.size(); row++) {
      List<@Nullable Object> key = new ArrayList<>();
      for (List<@Nullable Object> column : keys) {
        key.add(RandomColumns.key(column.get(row)));
      }
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(values.get(row));
    }
    return groups;
  }

  /** The aggregate of one group; floats are right to some units in the last place. */
  static @Nullable Object aggregate(AggregateFunction function, List<@Nullable Object> group) {
    List<Object> values = group.stream().filter(Objects::nonNull).toList();
    return switch (function) {
      case Variance variance -> variance(variance, values);
      case BasicAggregate basic ->
          switch (basic) {
            case COUNT_ALL -> (long) group.size();
            case COUNT -> (long) values.size();
            case COUNT_DISTINCT -> (long) distinct(values);
            case SUM -> sum(values);
            case MEAN -> mean(values);
            case MIN -> RandomColumns.key(values.stream().min(order()).orElse(null));
            case MAX -> RandomColumns.key(values.stream().max(order()).orElse(null));
            case FIRST -> values.isEmpty() ? null : RandomColumns.key(values.getFirst());
            case LAST -> values.isEmpty() ? null : RandomColumns.key(values.getLast());
          };
      default -> throw new IllegalArgumentException(function + " has another oracle");
    };
  }

  private static int distinct(List<Object> values) {
    Set<@Nullable Object> distinct = new HashSet<>();
    values.forEach(value -> distinct.add(RandomColumns.key(value)));
    return distinct.size();
  }

  /** The order of the engine: NaN greatest, -0.0 equal to 0.0, bytes unsigned. */
  @SuppressWarnings("unchecked")
  static Comparator<Object> order() {
    return (a, b) ->
        switch (a) {
          case byte[] bytes -> java.util.Arrays.compareUnsigned(bytes, (byte[]) b);
          case String text ->
              java.util.Arrays.compareUnsigned(
                  text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                  ((String) b).getBytes(java.nio.charset.StandardCharsets.UTF_8));
          default ->
              ((Comparable<@Nullable Object>) Objects.requireNonNull(RandomColumns.key(a)))
                  .compareTo(RandomColumns.key(b));
        };
  }

  private static boolean isFloat(List<Object> values) {
    return values.getFirst() instanceof Double || values.getFirst() instanceof Float;
  }

  private static BigDecimal exact(Object value) {
    return value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
  }

  private static @Nullable Object sum(List<Object> values) {
    if (values.isEmpty()) {
      return null;
    }
    if (isFloat(values)) {
      return values.stream().mapToDouble(v -> ((Number) v).doubleValue()).sum();
    }
    BigDecimal sum = values.stream().map(Oracle::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
    // Of uint64 it is a decimal, too.
    if (values.getFirst() instanceof BigDecimal || values.getFirst() instanceof BigInteger) {
      return sum;
    }
    BigInteger whole = sum.toBigIntegerExact();
    return whole.bitLength() < 64 ? (Object) whole.longValueExact() : whole;
  }

  private static @Nullable Object mean(List<Object> values) {
    Object sum = sum(values);
    return sum == null ? null : (Object) (exactOrDouble(sum) / values.size());
  }

  private static double exactOrDouble(Object sum) {
    return sum instanceof Double d ? d : new BigDecimal(sum.toString()).doubleValue();
  }

  private static @Nullable Object variance(Variance function, List<Object> values) {
    if (values.size() <= function.ddof()) {
      return null;
    }
    double mean = 0;
    for (Object value : values) {
      mean += ((Number) value).doubleValue() / values.size();
    }
    double squares = 0;
    for (Object value : values) {
      squares += Math.pow(((Number) value).doubleValue() - mean, 2);
    }
    double variance = squares / (values.size() - function.ddof());
    return function.root() ? Math.sqrt(variance) : variance;
  }
}
