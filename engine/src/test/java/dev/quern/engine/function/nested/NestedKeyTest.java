package dev.quern.engine.function.nested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys of random nested values, beside the order of the values themselves. */
@ExtendWith(LeakCheck.class)
class NestedKeyTest {
  private static final int ROWS = 200;
  private static final List<DType> LEAVES =
      List.of(
          DType.BOOL,
          DType.INT8,
          DType.INT16,
          DType.INT32,
          DType.INT64,
          DType.UINT8,
          DType.UINT16,
          DType.UINT32,
          DType.UINT64,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.decimal(10, 2),
          DType.decimal(30, 5),
          DType.DATE,
          DType.timestamp(TimeUnit.MICRO),
          DType.time(TimeUnit.NANO),
          DType.duration(TimeUnit.MILLI),
          DType.UTF8,
          DType.BINARY,
          DType.categorical("low", "high", "a name of many bytes"));
  private static final double[] FLOATS = {
    0.0, -0.0, 1, -1, 0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-40
  };
  private static final String[] TEXTS = {
    "",
    "a",
    "ab",
    "a\0",
    "a\0b",
    "\0",
    "\0\0",
    "ä",
    "\uffff",
    "😀",
    "more than twelve bytes",
    "more than twelve bytes, and more"
  };

  @Test
  void orderAsTheValuesDoAndAreReadBack(MemoryBudget budget) {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DType type = nested(random, 3);
      // Each leaf stands in a list once at least.
      if (seed < LEAVES.size()) {
        type = DType.list(LEAVES.get(seed));
      }
      try (ColumnVector all = random(budget, type, random);
          ColumnVector values = all.slice(64, ROWS - 64);
          ColumnVector keys = NestedKey.of(budget, values);
          ColumnVector back =
              new NestedOfKey(type)
                  .apply(budget, List.of(keys), keys.length(), Bitmaps.ALL_VALID)) {
        for (int i = 0; i < 200; i++) {
          int a = random.nextInt(values.length());
          int b = random.nextInt(values.length());
          check(seed, values, keys, a, b);
        }
        for (int row = 0; row < values.length(); row++) {
          assertThat(compare(type, Values.objectAt(back, row), Values.objectAt(values, row)))
              .as("seed %d, %s, row %d", seed, type, row)
              .isZero();
        }
      }
    }
  }

  private static void check(int seed, ColumnVector values, ColumnVector keys, int a, int b) {
    assertThat(keys.isNull(a)).as("seed %d, row %d", seed, a).isEqualTo(values.isNull(a));
    if (!values.isNull(a) && !values.isNull(b)) {
      int expected = compare(values.type(), Values.objectAt(values, a), Values.objectAt(values, b));
      int order = Arrays.compareUnsigned(Values.bytesAt(keys, a), Values.bytesAt(keys, b));
      assertThat(Integer.signum(order))
          .as("seed %d, %s, rows %d and %d", seed, values.type(), a, b)
          .isEqualTo(Integer.signum(expected));
    }
  }

  @Test
  void whatHoldsAnIntervalIsNoKey() {
    assertThat(NestedKey.exists(DType.list(DType.INTERVAL))).isFalse();
    assertThat(NestedKey.exists(DType.INT64)).isTrue();
    assertThatThrownBy(
            () ->
                new NestedKey()
                    .type(List.of(DType.struct(Field.of("a", DType.list(DType.INTERVAL))))))
        .isInstanceOf(PlanException.class);
  }

  private static DType nested(SplittableRandom random, int levels) {
    if (random.nextBoolean()) {
      return DType.list(inner(random, levels - 1));
    }
    List<Field> fields = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      fields.add(Field.of("f" + i, inner(random, levels - 1)));
    }
    return new StructType(fields);
  }

  private static DType inner(SplittableRandom random, int levels) {
    return levels > 0 && random.nextInt(3) == 0
        ? nested(random, levels)
        : LEAVES.get(random.nextInt(LEAVES.size()));
  }

  private static ColumnVector random(MemoryBudget budget, DType type, SplittableRandom random) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, type, ROWS)) {
      for (int row = 0; row < ROWS; row++) {
        append(builder, type, random);
      }
      return builder.build();
    }
  }

  private static void append(ColumnBuilder builder, DType type, SplittableRandom random) {
    if (random.nextInt(8) == 0) {
      builder.appendNull();
      return;
    }
    switch (type) {
      case ListType list -> {
        for (int i = random.nextInt(4); i > 0; i--) {
          append(builder.elements(), list.element(), random);
        }
        builder.appendList();
      }
      case StructType struct -> {
        for (int i = 0; i < struct.fields().size(); i++) {
          append(builder.field(i), struct.fields().get(i).type(), random);
        }
        builder.appendStruct();
      }
      case DecimalType decimal -> {
        BigInteger most = BigInteger.TEN.pow(random.nextInt(decimal.precision()));
        BigInteger unscaled = random.nextBoolean() ? most : most.negate();
        builder.append(new BigDecimal(unscaled, decimal.scale()));
      }
      case CategoricalType names -> builder.append((long) random.nextInt(names.size()));
      default -> appendFlat(builder, type, random);
    }
  }

  private static void appendFlat(ColumnBuilder builder, DType type, SplittableRandom random) {
    if (type == DType.BOOL) {
      builder.append(random.nextBoolean());
    } else if (type.isFloating()) {
      builder.append(FLOATS[random.nextInt(FLOATS.length)]);
    } else if (type == DType.BINARY) {
      byte[] bytes = new byte[random.nextInt(20)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt(3) - 1);
      }
      builder.append(bytes);
    } else if (type == DType.UTF8) {
      builder.append(TEXTS[random.nextInt(TEXTS.length)]);
    } else if (type.equals(DType.time(TimeUnit.NANO))) {
      builder.append(random.nextLong(86_400_000_000_000L));
    } else {
      // Of dates few thousand years, which java.time can show.
      int bits = type.isTemporal() ? 20 : random.nextInt(1, 8 * type.byteWidth() + 1);
      builder.append(random.nextLong() >> (64 - bits));
    }
  }

  /* Nulls are equal and last, as in keys. */
  private static int compare(DType type, @Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    }
    return switch (type) {
      case ListType list -> compareAll(list.element(), (List<?>) a, (List<?>) b);
      case StructType struct -> {
        List<@Nullable Object> left = new ArrayList<>(((Map<?, ?>) a).values());
        List<@Nullable Object> right = new ArrayList<>(((Map<?, ?>) b).values());
        int order = 0;
        for (int i = 0; i < left.size() && order == 0; i++) {
          order = compare(struct.fields().get(i).type(), left.get(i), right.get(i));
        }
        yield order;
      }
      case CategoricalType names -> Integer.compare(names.code((String) a), names.code((String) b));
      default -> compareFlat(a, b);
    };
  }

  private static int compareAll(DType type, List<?> a, List<?> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = compare(type, a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  @SuppressWarnings("unchecked") // both are of one type
  private static int compareFlat(Object a, Object b) {
    if (a instanceof String text) {
      return compareFlat(
          text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
    }
    if (a instanceof byte[] bytes) {
      return Arrays.compareUnsigned(bytes, (byte[]) b);
    }
    if (a instanceof Float || a instanceof Double) {
      double left = ((Number) a).doubleValue();
      double right = ((Number) b).doubleValue();
      return left == right ? 0 : Double.compare(left, right);
    }
    return ((Comparable<Object>) a).compareTo(b);
  }
}
