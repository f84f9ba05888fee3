package dev.quern.engine.chunk;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimeUnit;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Shaped random columns together with the Java objects that they hold: the input of oracles. */
public final class RandomColumns {
  /** One type of each kind. */
  public static final List<DType> TYPES =
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
          DType.DATE,
          DType.timestamp(TimeUnit.MICRO),
          DType.time(TimeUnit.MICRO),
          DType.duration(TimeUnit.MICRO),
          DType.decimal(38, 3),
          // In the order of their names, so that an oracle of strings has the same.
          DType.categorical("", "a", "b", "thirteen_char", "z"),
          DType.UTF8,
          DType.BINARY);

  /** Lists and structs, in each other too. */
  public static final List<DType> NESTED =
      List.of(
          DType.list(DType.INT64),
          DType.list(DType.UTF8),
          DType.list(DType.BOOL),
          DType.list(DType.categorical("y", "x")),
          DType.list(DType.list(DType.FLOAT64)),
          DType.struct(Field.of("a", DType.INT32), Field.of("b", DType.UTF8)),
          DType.list(
              DType.struct(
                  Field.of("x", DType.decimal(38, 3)), Field.of("y", DType.list(DType.BINARY)))),
          DType.struct(
              Field.of("s", DType.struct(Field.of("t", DType.BOOL))),
              Field.of("l", DType.list(DType.DATE))));

  private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

  private static final String[] STEMS = {
    "", "a", "ab", "twelve_chars", "thirteen_char", "http://example.org/long/common/prefix/"
  };

  private RandomColumns() {}

  /** How values are distributed. */
  public enum Shape {
    /** All the same. */
    EQUAL,
    /** A handful of values. */
    FEW,
    /** Most rows have few values, the others many. */
    SKEWED,
    /** About as many values as rows, from a small range where the type is an integer. */
    MANY,
    /** From the whole range of the type, extremes included. */
    WIDE
  }

  /** {@code n} values of {@code type}, null in about {@code nulls} of the rows. */
  public static List<@Nullable Object> values(
      SplittableRandom random, DType type, int n, Shape shape, double nulls) {
    List<@Nullable Object> values = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      values.add(random.nextDouble() < nulls ? null : value(random, type, pick(random, n, shape)));
    }
    return values;
  }

  /** A random type, nested ones included. */
  public static DType anyType(SplittableRandom random) {
    int number = random.nextInt(TYPES.size() + NESTED.size());
    return number < TYPES.size() ? TYPES.get(number) : NESTED.get(number - TYPES.size());
  }

  /** A random shape. */
  public static Shape shape(SplittableRandom random) {
    return Shape.values()[random.nextInt(Shape.values().length)];
  }

  /** 0, a small share, half, or all. */
  public static double nullShare(SplittableRandom random) {
    return new double[] {0, 0, 0.03, 0.5, 1}[random.nextInt(5)];
  }

  private static long pick(SplittableRandom random, int n, Shape shape) {
    return switch (shape) {
      case EQUAL -> 7;
      case FEW -> random.nextInt(5);
      case SKEWED -> random.nextInt(10) < 8 ? random.nextInt(3) : random.nextInt(Math.max(1, n));
      case MANY -> random.nextInt(Math.max(1, n)) - n / 2;
      case WIDE ->
          switch (random.nextInt(20)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            case 2 -> 0;
            default -> random.nextLong() >> random.nextInt(64);
          };
    };
  }

  private static Object value(SplittableRandom random, DType type, long pick) {
    return switch (type) {
      case ListType list -> {
        List<@Nullable Object> elements = new ArrayList<>();
        for (long i = Math.floorMod(pick, 6L); i > 0; i--) {
          boolean isNull = random.nextInt(8) == 0;
          elements.add(isNull ? null : value(random, list.element(), pick + i));
        }
        yield elements;
      }
      case StructType struct -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (Field field : struct.fields()) {
          boolean isNull = random.nextInt(8) == 0;
          fields.put(field.name(), isNull ? null : value(random, field.type(), pick));
        }
        yield fields;
      }
      case IntervalType _ ->
          new CalendarInterval((int) pick & 0xFFF, (int) pick & 0xFF, (pick & 0xFFFF) * 1_000_000);
      case CategoricalType category ->
          category.name((int) Math.floorMod(pick, (long) category.size()));
      case DecimalType decimal -> new BigDecimal(wide(pick), decimal.scale());
      case TimeType _ -> LocalTime.ofNanoOfDay(Math.floorMod(pick, 86_400_000_000L) * 1_000);
      case DurationType _ -> Duration.of(pick >> 8, ChronoUnit.MICROS);
      case dev.quern.engine.type.TimestampType _ ->
          LocalDateTime.ofEpochSecond(
              Math.floorDiv(pick >> 8, 1_000_000L),
              (int) Math.floorMod(pick >> 8, 1_000_000L) * 1000,
              ZoneOffset.UTC);
      case dev.quern.engine.type.PrimitiveType primitive ->
          switch (primitive) {
            case BOOL -> (pick & 1) == 1;
            case INT8 -> (byte) pick;
            case INT16 -> (short) pick;
            case INT32 -> (int) pick;
            case INT64 -> pick;
            case UINT8 -> (short) (pick & 0xFF);
            case UINT16 -> (int) (pick & 0xFFFF);
            case UINT32 -> pick & 0xFFFF_FFFFL;
            case UINT64 -> Values.unsigned(pick);
            case FLOAT32 -> floating(random, pick).floatValue();
            case FLOAT64 -> floating(random, pick);
            case DATE -> LocalDate.ofEpochDay(pick << 32 >> 32);
            case UTF8 -> text(pick);
            case BINARY -> text(pick).getBytes(java.nio.charset.StandardCharsets.UTF_8);
          };
    };
  }

  private static BigInteger wide(long pick) {
    return BigInteger.valueOf(pick).multiply(BigInteger.valueOf(pick | 1)).shiftRight(4);
  }

  private static Double floating(SplittableRandom random, long pick) {
    return switch ((int) (pick & 15)) {
      case 0 -> random.nextBoolean() ? 0.0 : -0.0;
      case 1 -> Double.NaN;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> Double.POSITIVE_INFINITY;
      default -> pick / 8.0;
    };
  }

  private static String text(long pick) {
    String stem = STEMS[(int) Math.floorMod(pick, (long) STEMS.length)];
    return switch ((int) Math.floorMod(pick, 3L)) {
      case 0 -> stem;
      case 1 -> stem + pick;
      default -> stem + "é\0" + pick;
    };
  }

  /** A flat column of these values. */
  public static ColumnVector flat(
      MemoryBudget budget, DType type, List<? extends @Nullable Object> values) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, type, values.size())) {
      values.forEach(value -> append(builder, value));
      return builder.build();
    }
  }

  /** A dictionary-encoded column; the dictionary is shuffled and has values that no row has. */
  public static ColumnVector dictionary(
      MemoryBudget budget, DType type, List<? extends @Nullable Object> values, Random random) {
    Map<Object, Object> distinct = new LinkedHashMap<>();
    for (Object value : values) {
      if (value != null) {
        distinct.putIfAbsent(key(value), value);
      }
    }
    for (int i = 0; i < 3; i++) {
      Object unused = value(new SplittableRandom(random.nextLong()), type, 1000 + i);
      distinct.putIfAbsent(key(unused), unused);
    }
    List<Object> order = new ArrayList<>(distinct.values());
    Collections.shuffle(order, random);
    Map<Object, Integer> codes = new LinkedHashMap<>();
    for (Object value : order) {
      codes.put(key(value), codes.size());
    }
    NativeBuffer slots = budget.allocateZeroed(4L * values.size());
    NativeBuffer bits = budget.allocateZeroed((values.size() + 63) / 64 * 8L);
    boolean nulls = false;
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      nulls |= value == null;
      if (value != null) {
        slots.segment().setAtIndex(ValueLayout.JAVA_INT, i, codes.getOrDefault(key(value), -1));
        byte old = bits.segment().get(ValueLayout.JAVA_BYTE, i >> 3);
        bits.segment().set(ValueLayout.JAVA_BYTE, i >> 3, (byte) (old | 1 << (i & 7)));
      }
    }
    if (!nulls) {
      bits.close();
    }
    return ColumnVector.dictionary(
        values.size(), slots, nulls ? bits : null, flat(budget, type, order));
  }

  /** Flat or dictionary-encoded, as {@code random} has it. */
  public static ColumnVector either(
      MemoryBudget budget, DType type, List<? extends @Nullable Object> values, Random random) {
    return random.nextBoolean()
        ? flat(budget, type, values)
        : dictionary(budget, type, values, random);
  }

  /** Appends a Java object of the builder's type. */
  public static void append(ColumnBuilder builder, @Nullable Object value) {
    switch (value) {
      case null -> builder.appendNull();
      case Boolean b -> builder.append(b.booleanValue());
      case Float f -> builder.append(f.doubleValue());
      case Double d -> builder.append(d.doubleValue());
      case BigDecimal d -> builder.append(d);
      case LocalDate d -> builder.append(d.toEpochDay());
      case LocalDateTime t -> builder.append(ChronoUnit.MICROS.between(EPOCH, t));
      case LocalTime t -> builder.append(t.toNanoOfDay() / 1_000);
      case Duration d -> builder.append(d.dividedBy(ChronoUnit.MICROS.getDuration()));
      case String s -> builder.append(s);
      case byte[] b -> builder.append(b);
      case CalendarInterval i -> builder.append(i);
      case Number n -> builder.append(n.longValue());
      case List<?> list -> {
        list.forEach(element -> append(builder.elements(), element));
        builder.appendList();
      }
      case Map<?, ?> struct -> {
        int position = 0;
        for (Object field : struct.values()) {
          append(builder.field(position++), field);
        }
        builder.appendStruct();
      }
      default -> throw new IllegalArgumentException(value.getClass().getName());
    }
  }

  /** The values as Java objects. */
  public static List<@Nullable Object> objects(ColumnVector column) {
    List<@Nullable Object> values = new ArrayList<>(column.length());
    for (int row = 0; row < column.length(); row++) {
      values.add(Values.objectAt(column, row));
    }
    return values;
  }

  /** What stands for {@code value} in a hash map: one zero, one NaN, arrays by content. */
  public static @Nullable Object key(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Float f -> f + 0.0f;
      case Double d -> d + 0.0;
      case byte[] b -> ByteBuffer.wrap(b);
      case List<?> list -> keys(list);
      case Map<?, ?> struct -> keys(new ArrayList<>(struct.values()));
      default -> value;
    };
  }

  /** What equals another value of the same bits: arrays by content, in lists and structs too. */
  public static @Nullable Object exact(@Nullable Object value) {
    return switch (value) {
      case byte[] b -> ByteBuffer.wrap(b);
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>();
        list.forEach(element -> all.add(exact(element)));
        yield all;
      }
      case Map<?, ?> struct -> exact(new ArrayList<>(struct.values()));
      case null, default -> value;
    };
  }

  /** {@link #key} of all. */
  public static List<@Nullable Object> keys(List<? extends @Nullable Object> values) {
    List<@Nullable Object> keys = new ArrayList<>(values.size());
    values.forEach(value -> keys.add(key(value)));
    return keys;
  }
}
