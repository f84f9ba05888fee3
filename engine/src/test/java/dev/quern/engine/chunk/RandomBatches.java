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
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Batches of shaped random data: every type, nulls in runs and alone, few distinct values in runs
 * or many, extremes, strings around the inline limit, dictionary-encoded or flat.
 */
public final class RandomBatches {
  /** A column of every type. */
  public static final Schema EVERY_TYPE =
      Schema.of(
          Field.of("bool", DType.BOOL),
          Field.of("int8", DType.INT8),
          Field.of("int16", DType.INT16),
          Field.of("int32", DType.INT32),
          Field.of("int64", DType.INT64),
          Field.of("uint8", DType.UINT8),
          Field.of("uint16", DType.UINT16),
          Field.of("uint32", DType.UINT32),
          Field.of("uint64", DType.UINT64),
          Field.of("float32", DType.FLOAT32),
          Field.of("float64", DType.FLOAT64),
          Field.of("date", DType.DATE),
          Field.of("text", DType.UTF8),
          Field.of("bytes", DType.BINARY),
          Field.of("decimal9", DType.decimal(9, 2)),
          Field.of("decimal18", DType.decimal(18, 4)),
          Field.of("decimal22", DType.decimal(22, 0)),
          Field.of("decimal38", DType.decimal(38, 10)),
          Field.of("seconds", DType.timestamp(TimeUnit.SECOND)),
          Field.of("millis", DType.timestamp(TimeUnit.MILLI)),
          Field.of("micros", DType.timestamp(TimeUnit.MICRO, "UTC")),
          Field.of("nanos", DType.timestamp(TimeUnit.NANO)),
          Field.of("time", DType.time(TimeUnit.MICRO)),
          Field.of("interval", DType.INTERVAL),
          Field.of(
              "category", DType.categorical("low", "mid", "", "a name of more than 12 bytes")));

  /** Columns of lists and structs, in each other too. */
  public static final Schema NESTED =
      Schema.of(
          IntStream.range(0, RandomColumns.NESTED.size())
              .mapToObj(i -> Field.of("nested" + i, RandomColumns.NESTED.get(i)))
              .toList());

  /** The columns of {@link #EVERY_TYPE} and of {@link #NESTED}. */
  public static final Schema ALL =
      Schema.of(Stream.concat(EVERY_TYPE.fields().stream(), NESTED.fields().stream()).toList());

  private final SplittableRandom random;
  private final MemoryBudget budget;
  private double nulls = 0.1;
  private int distinct = Integer.MAX_VALUE;
  private boolean dictionary;

  /** Batches that depend on {@code seed} alone. */
  public RandomBatches(long seed, MemoryBudget budget) {
    this.random = new SplittableRandom(seed);
    this.budget = budget;
  }

  /** From here on this share of the values is null. */
  public RandomBatches nulls(double share) {
    nulls = share;
    return this;
  }

  /** From here on a column has at most this many distinct values. */
  public RandomBatches distinct(int count) {
    distinct = count;
    return this;
  }

  /** From here on columns are dictionary-encoded or not. */
  public RandomBatches dictionary(boolean encoded) {
    dictionary = encoded;
    return this;
  }

  /** The next batch of {@code schema}; columns that are not nullable have no nulls. */
  public Batch next(Schema schema, int rows) {
    List<ColumnVector> columns = new ArrayList<>();
    for (Field field : schema) {
      double share = field.nullable() ? nulls : 0;
      columns.add(
          dictionary
              ? dictionaryColumn(field.type(), rows, share)
              : column(field.type(), rows, share));
    }
    return Batch.of(schema, rows, columns);
  }

  /** A flat column. */
  public ColumnVector column(DType type, int rows, double nullShare) {
    long base = random.nextLong();
    try (ColumnBuilder builder = new ColumnBuilder(budget, type, rows)) {
      int run = 0;
      long pick = 0;
      boolean isNull = false;
      for (int i = 0; i < rows; i++) {
        if (run-- == 0) {
          run = random.nextInt(4) == 0 ? random.nextInt(100) : 0;
          pick = distinct == Integer.MAX_VALUE ? random.nextLong() : random.nextInt(distinct);
          isNull = random.nextDouble() < nullShare;
        }
        if (isNull) {
          builder.appendNull();
        } else {
          append(builder, type, new SplittableRandom(base + pick));
        }
      }
      return builder.build();
    }
  }

  /** A dictionary-encoded column with unused entries. */
  public ColumnVector dictionaryColumn(DType type, int rows, double nullShare) {
    int entries = Math.max(1, Math.min(distinct, rows / 2 + 1));
    ColumnVector values = column(type, entries, 0);
    NativeBuffer codes = budget.allocateZeroed(4L * rows);
    NativeBuffer validity = budget.allocateZeroed((rows + 7) / 8);
    for (int i = 0; i < rows; i++) {
      if (random.nextDouble() >= nullShare) {
        codes.segment().set(ValueLayout.JAVA_INT, 4L * i, random.nextInt(entries + 1) / 2);
        byte old = validity.segment().get(ValueLayout.JAVA_BYTE, i >>> 3);
        validity.segment().set(ValueLayout.JAVA_BYTE, i >>> 3, (byte) (old | 1 << (i & 7)));
      }
    }
    return ColumnVector.dictionary(rows, codes, validity, values);
  }

  private static void append(ColumnBuilder builder, DType type, SplittableRandom random) {
    switch (type) {
      case ListType list -> {
        for (int i = random.nextInt(6) * random.nextInt(2); i > 0; i--) {
          appendOrNull(builder.elements(), list.element(), random);
        }
        builder.appendList();
      }
      case StructType struct -> {
        for (int i = 0; i < struct.fields().size(); i++) {
          appendOrNull(builder.field(i), struct.fields().get(i).type(), random);
        }
        builder.appendStruct();
      }
      case IntervalType _ ->
          // What Parquet's intervals can say too.
          builder.append(
              new CalendarInterval(
                  random.nextInt(1 << 20),
                  random.nextInt(1 << 20),
                  1_000_000 * random.nextLong(1L << 32)));
      case CategoricalType category -> builder.append((long) random.nextInt(category.size()));
      case DecimalType decimal -> builder.append(decimal(decimal, random));
      case TimeType time -> builder.append(random.nextLong(time.perDay()));
      case DurationType _ -> builder.append(integer(random) >> 8);
      case TimestampType timestamp ->
          // Within the years 1700 to 2200, which nanoseconds in 64 bits can tell as well.
          builder.append(
              random.nextLong(-8_000_000_000L, 7_000_000_000L) * timestamp.unit().perSecond()
                  + random.nextLong(timestamp.unit().perSecond()));
      case PrimitiveType primitive -> {
        switch (primitive) {
          case BOOL -> builder.append(random.nextBoolean());
          case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
              builder.append(integer(random));
          case DATE -> builder.append((long) random.nextInt(-100_000, 200_000));
          case FLOAT32, FLOAT64 -> builder.append(floating(random));
          case UTF8 -> builder.append(text(random));
          case BINARY -> {
            byte[] bytes = new byte[length(random)];
            random.nextBytes(bytes);
            builder.append(bytes);
          }
        }
      }
    }
  }

  private static void appendOrNull(ColumnBuilder builder, DType type, SplittableRandom random) {
    if (random.nextInt(8) == 0) {
      builder.appendNull();
    } else {
      append(builder, type, random);
    }
  }

  private static long integer(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Long.MAX_VALUE;
      case 2 -> 0;
      case 3, 4 -> random.nextInt(-100, 100);
      default -> random.nextLong();
    };
  }

  private static double floating(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> Double.NaN;
      case 1 -> Double.NEGATIVE_INFINITY;
      case 2 -> -0.0;
      case 3 -> Float.MIN_VALUE;
      default -> random.nextDouble(-1e6, 1e6);
    };
  }

  private static String text(SplittableRandom random) {
    int length = length(random);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(12)) {
        case 0 -> text.append('é');
        case 1 -> text.appendCodePoint(0x1f600 + random.nextInt(64));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }

  private static int length(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0 -> 0;
      case 1 -> 12;
      case 2 -> 13;
      case 3 -> random.nextInt(300);
      default -> random.nextInt(25);
    };
  }

  private static BigDecimal decimal(DecimalType type, SplittableRandom random) {
    BigInteger bound = BigInteger.TEN.pow(type.precision());
    BigInteger value =
        switch (random.nextInt(6)) {
          case 0 -> bound.subtract(BigInteger.ONE);
          case 1 -> bound.subtract(BigInteger.ONE).negate();
          case 2 -> BigInteger.valueOf(random.nextInt(-5, 5));
          default -> {
            byte[] bytes = new byte[17];
            random.nextBytes(bytes);
            yield new BigInteger(bytes).remainder(bound);
          }
        };
    return new BigDecimal(value, type.scale());
  }
}
