package dev.quern.engine.io.csv;

import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types that columns must have so that every text seen is a value of them.
 *
 * <p>A column's type is guessed from its first text and then verified with the parser that reads it
 * later; a text that fails widens the type.
 *
 * <pre>
 *   int64 -> float64              date -> timestamp[us] -> timestamp[ns]
 *   anything else together -> utf8                  nothing but nulls -> utf8
 * </pre>
 */
public final class TypeInference implements AutoCloseable {
  private static final int SLOTS = 1024;

  /** In the order in which a text is tried for them. */
  private static final List<DType> CANDIDATES =
      List.of(
          DType.INT64,
          DType.FLOAT64,
          DType.BOOL,
          DType.DATE,
          DType.timestamp(TimeUnit.MICRO),
          DType.timestamp(TimeUnit.MICRO, "UTC"),
          DType.timestamp(TimeUnit.NANO),
          DType.timestamp(TimeUnit.NANO, "UTC"));

  private final CsvDialect dialect;
  private final MemoryBudget budget;
  private final List<Column> columns = new ArrayList<>();

  /** Inference for the columns where {@code wanted} says so. */
  TypeInference(CsvDialect dialect, boolean[] wanted, MemoryBudget budget) {
    this.dialect = dialect;
    this.budget = budget;
    for (int i = 0; i < wanted.length; i++) {
      columns.add(new Column(i, wanted[i]));
    }
  }

  /** Takes the complete rows of a piece of text into account. */
  void observe(Rows rows) {
    for (Column column : columns) {
      column.observe(rows);
    }
  }

  /** Whether there is a column left that more rows could widen. */
  boolean isOpen() {
    return columns.stream().anyMatch(Column::isOpen);
  }

  /** The type of a column so far. */
  DType type(int column) {
    DType type = columns.get(column).type;
    return type == null ? DType.UTF8 : type;
  }

  @Override
  public void close() {
    columns.forEach(Column::close);
  }

  /** The narrowest type of which the texts of both are values. */
  public static DType widen(DType first, DType second) {
    if (first.equals(second)) {
      return first;
    }
    if (first.isNumeric() && second.isNumeric()) {
      return DType.FLOAT64;
    }
    if (first.isTemporal() && second.isTemporal()) {
      TimestampType wider = wider(first, second);
      boolean onlyLocal = !isZoned(first) && !isZoned(second);
      boolean onlyZoned = isZoned(first) && isZoned(second);
      return onlyLocal || onlyZoned ? wider : DType.UTF8;
    }
    return DType.UTF8;
  }

  private static boolean isZoned(DType type) {
    return type instanceof TimestampType timestamp && timestamp.hasZone();
  }

  /* Of two temporal types of which one at least is a timestamp. */
  private static TimestampType wider(DType first, DType second) {
    if (!(first instanceof TimestampType one)) {
      return (TimestampType) second;
    }
    return second instanceof TimestampType other && other.unit().compareTo(one.unit()) > 0
        ? other
        : one;
  }

  private final class Column implements AutoCloseable {
    private final int position;
    private final boolean wanted;
    private @Nullable DType type;
    private @Nullable ColumnParser parser;
    private @Nullable ColumnTarget scratch;

    Column(int position, boolean wanted) {
      this.position = position;
      this.wanted = wanted;
    }

    boolean isOpen() {
      return wanted && type != DType.UTF8;
    }

    void observe(Rows rows) {
      int row = 0;
      while (row < rows.count && isOpen()) {
        int to = Math.min(rows.count, row + SLOTS);
        int bad = parser == null ? row : verify(rows, row, to);
        if (bad == Kernels.NONE) {
          row = to;
        } else {
          widenFor(rows, bad);
          row = bad + 1;
        }
      }
    }

    private int verify(Rows rows, int from, int to) {
      ColumnParser current = parser;
      ColumnTarget target = scratch;
      return current == null || target == null ? from : current.parse(rows, from, to, target, 0);
    }

    /* A null says nothing about the type. */
    private void widenFor(Rows rows, int row) {
      for (DType candidate : CANDIDATES) {
        ColumnParser attempt = ColumnParser.of(candidate, position, dialect, true);
        try (ColumnTarget target = new ColumnTarget(budget, candidate, 64)) {
          if (attempt.field(rows, row, target, 0)) {
            if (!target.hasNulls()) {
              become(type == null ? candidate : wider(type, candidate));
            }
            return;
          }
        }
      }
      become(DType.UTF8);
    }

    /* A date is no timestamp where each has a pattern. */
    private DType wider(DType first, DType second) {
      boolean apart =
          dialect.formats().hasTimePatterns() && (first == DType.DATE) != (second == DType.DATE);
      return apart ? DType.UTF8 : widen(first, second);
    }

    private void become(DType wider) {
      close();
      type = wider;
      parser = ColumnParser.of(wider, position, dialect, true);
      scratch = new ColumnTarget(budget, wider, SLOTS);
    }

    @Override
    public void close() {
      if (scratch != null) {
        scratch.close();
        scratch = null;
      }
    }
  }
}
