package dev.quern.engine.expr;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rows of every type with nulls and NaN, and text in both encodings, made from a seed. */
final class SampleRows {
  static final Schema SCHEMA =
      Schema.of(
          Field.of("a", DType.INT64),
          Field.of("b", DType.INT64),
          Field.of("i", DType.INT32),
          Field.of("x", DType.FLOAT64),
          Field.of("s", DType.UTF8),
          Field.of("d", DType.UTF8),
          Field.of("p", DType.BOOL),
          Field.of("q", DType.BOOL),
          Field.of("day", DType.DATE),
          Field.of("at", DType.timestamp(TimeUnit.MICRO)),
          Field.of("m", DType.decimal(15, 2)));

  private static final String[] WORDS = {"", "ORD", "a rather long airport name", "SFO", "ørland"};
  private static final int ROWS = 1000;

  private SampleRows() {}

  /** The rows of {@code seed}; owned by the caller. */
  static Batch batch(MemoryBudget budget, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ColumnVector> columns = new ArrayList<>();
    for (Field field : SCHEMA) {
      columns.add(
          field.name().equals("d")
              ? dictionary(budget, random)
              : column(budget, field.type(), random));
    }
    return Batch.of(SCHEMA, ROWS, columns);
  }

  private static ColumnVector column(MemoryBudget budget, DType type, SplittableRandom random) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, type, ROWS)) {
      for (int row = 0; row < ROWS; row++) {
        if (random.nextInt(7) == 0) {
          builder.appendNull();
        } else if (type == DType.INT64) {
          builder.append(random.nextLong(-5, 6));
        } else if (type == DType.INT32) {
          builder.append((long) random.nextInt(-100, 1000));
        } else if (type == DType.FLOAT64) {
          builder.append(random.nextInt(20) == 0 ? Double.NaN : random.nextInt(-4, 5) / 4.0);
        } else if (type == DType.BOOL) {
          builder.append(random.nextBoolean());
        } else if (type == DType.UTF8) {
          builder.append(WORDS[random.nextInt(WORDS.length)]);
        } else if (type == DType.DATE) {
          builder.append(random.nextLong(-40_000, 40_000));
        } else if (type.isTemporal()) {
          builder.append(random.nextLong(-3_000_000_000_000_000L, 3_000_000_000_000_000L));
        } else {
          builder.append(BigDecimal.valueOf(random.nextInt(-5000, 5000), 2));
        }
      }
      return builder.build();
    }
  }

  private static ColumnVector dictionary(MemoryBudget budget, SplittableRandom random) {
    ColumnVector words;
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, WORDS.length)) {
      for (String word : WORDS) {
        builder.append(word);
      }
      words = builder.build();
    }
    NativeBuffer codes = budget.allocateZeroed(4L * ROWS);
    NativeBuffer validity = budget.allocateZeroed((ROWS + 63) / 64 * 8L);
    for (int row = 0; row < ROWS; row++) {
      if (random.nextInt(7) != 0) {
        codes.segment().set(ValueLayout.JAVA_INT, 4L * row, random.nextInt(WORDS.length));
        byte old = validity.segment().get(ValueLayout.JAVA_BYTE, row >>> 3);
        validity.segment().set(ValueLayout.JAVA_BYTE, row >>> 3, (byte) (old | 1 << (row & 7)));
      }
    }
    return ColumnVector.dictionary(ROWS, codes, validity, words);
  }
}
