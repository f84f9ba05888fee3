package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.coalesce;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.when;

import dev.quern.engine.type.DType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Small random expressions over whatever columns there are, as columns and in SQL: those whose
 * values are exact, so that they may be keys, conditions and orders.
 */
final class StepExpressions {
  /** What a column holds. */
  enum Kind {
    INT,
    /** An integer without a sign, with which nothing is computed. */
    UNSIGNED,
    DECIMAL,
    REAL,
    TEXT,
    BOOL,
    DATE,
    /** A rating: see {@link OracleData#RATING}. */
    CATEGORY,
    /** A timestamp. */
    MOMENT,
    /** A time of day. */
    CLOCK,
    /** A list of integers, which has no order here. */
    LIST,
    /** A struct of an integer and a text, which has none either. */
    STRUCT,
    /** A float with digits of the engine's own, which is only carried along. */
    ROUNDED
  }

  /** A column that there is. */
  record Named(String name, Kind kind) {}

  /** An expression in both languages. */
  record Both(String sql, Column column, Kind kind) {}

  private static final List<Kind> EXACT =
      List.of(
          Kind.INT,
          Kind.UNSIGNED,
          Kind.DECIMAL,
          Kind.REAL,
          Kind.TEXT,
          Kind.BOOL,
          Kind.DATE,
          Kind.CATEGORY,
          Kind.MOMENT,
          Kind.CLOCK);

  private final SplittableRandom random;
  private final Tally tally;
  private int fresh;

  StepExpressions(SplittableRandom random, Tally tally) {
    this.random = random;
    this.tally = tally;
  }

  <T> Arms<T> arms(String family) {
    return new Arms<>(family, random, tally);
  }

  /** A name that no column has. */
  String fresh() {
    return "c" + fresh++;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(int percent) {
    return below(100) < percent;
  }

  <T> T one(List<T> list) {
    return list.get(below(list.size()));
  }

  /** Some of a list, in any order. */
  <T> List<T> some(List<T> from, int least, int most) {
    List<T> shuffled = new ArrayList<>(from);
    for (int i = shuffled.size(); i > 1; i--) {
      Collections.swap(shuffled, i - 1, below(i));
    }
    int fewest = Math.min(least, shuffled.size());
    return shuffled.subList(0, fewest + below(Math.min(most, shuffled.size()) - fewest + 1));
  }

  /** The columns whose values are exact. */
  static List<Named> exact(List<Named> columns) {
    return columns.stream().filter(c -> EXACT.contains(c.kind())).toList();
  }

  static List<Named> of(List<Named> columns, Kind kind) {
    return columns.stream().filter(c -> c.kind() == kind).toList();
  }

  /** An expression of a random kind. */
  Both any(List<Named> columns) {
    return of(one(EXACT), columns, 2);
  }

  /** A truth value. */
  Both condition(List<Named> columns) {
    return of(Kind.BOOL, columns, 2);
  }

  private Both of(Kind kind, List<Named> columns, int depth) {
    if (depth == 0 || chance(25)) {
      return leaf(kind, columns);
    }
    return switch (below(6)) {
      case 0 -> {
        Both condition = of(Kind.BOOL, columns, depth - 1);
        Both yes = of(kind, columns, depth - 1);
        Both no = of(kind, columns, depth - 1);
        yield new Both(
            "CASE WHEN %s THEN %s ELSE %s END".formatted(condition.sql(), yes.sql(), no.sql()),
            when(condition.column()).then(yes.column()).otherwise(no.column()),
            kind);
      }
      case 1 -> {
        Both first = of(kind, columns, depth - 1);
        Both second = of(kind, columns, depth - 1);
        yield new Both(
            "coalesce(%s, %s)".formatted(first.sql(), second.sql()),
            coalesce(first.column(), second.column()),
            kind);
      }
      default -> made(kind, columns, depth);
    };
  }

  private Both made(Kind kind, List<Named> columns, int depth) {
    return switch (kind) {
      case INT -> integer(columns, depth);
      case DECIMAL, REAL -> {
        Both a = of(kind, columns, depth - 1);
        yield new Both("(- %s)".formatted(a.sql()), a.column().negate(), kind);
      }
      case TEXT -> text(columns, depth);
      case BOOL -> truth(columns, depth);
      case DATE, UNSIGNED, MOMENT, CLOCK -> {
        Both a = of(kind, columns, depth - 1);
        Both b = of(kind, columns, depth - 1);
        yield new Both(
            "greatest(%s, %s)".formatted(a.sql(), b.sql()),
            Frames.greatest(a.column(), b.column()),
            kind);
      }
      case CATEGORY -> {
        Both a = of(kind, columns, depth - 1);
        Both b = of(kind, columns, depth - 1);
        yield new Both(
            "CASE WHEN %1$s < %2$s THEN %1$s ELSE %2$s END".formatted(a.sql(), b.sql()),
            when(a.column().lt(b.column())).then(a.column()).otherwise(b.column()),
            kind);
      }
      case LIST, STRUCT, ROUNDED ->
          throw new IllegalArgumentException("nothing is made of " + kind);
    };
  }

  private Both integer(List<Named> columns, int depth) {
    Both a = of(Kind.INT, columns, depth - 1);
    Both b = of(Kind.INT, columns, depth - 1);
    Arms<Both> arms =
        this.<Both>arms("integer")
            .add("plus", () -> integer("(%s + %s)", a, b, a.column().plus(b.column())))
            .add("minus", () -> integer("(%s - %s)", a, b, a.column().minus(b.column())))
            .add("abs", () -> integer("abs(%s)", a, a, a.column().abs()))
            .add(
                "length",
                () -> {
                  Both text = of(Kind.TEXT, columns, depth - 1);
                  return integer("length(%s)", text, text, text.column().str().length());
                })
            .add(
                "year",
                () -> {
                  Both date = of(Kind.DATE, columns, depth - 1);
                  return integer("year(%s)", date, date, date.column().dt().year());
                })
            .add(
                "hour",
                () -> {
                  Both time = of(chance(50) ? Kind.MOMENT : Kind.CLOCK, columns, depth - 1);
                  return integer("hour(%s)", time, time, time.column().dt().hour());
                });
    for (Named list : of(columns, Kind.LIST)) {
      Both of = new Both(list.name(), col(list.name()), Kind.LIST);
      arms.add("elements", () -> integer("len(%s)", of, of, of.column().list().length()))
          .add("element", () -> integer("%s[2]", of, of, of.column().list().get(1)))
          .add(
              "sum of elements",
              () -> integer("list_sum(%s)::BIGINT", of, of, of.column().list().sum()));
    }
    for (Named struct : of(columns, Kind.STRUCT)) {
      Both of = new Both(struct.name(), col(struct.name()), Kind.STRUCT);
      arms.add("field", () -> integer("%s.a", of, of, of.column().field("a")));
    }
    return arms.take();
  }

  private static Both integer(String sql, Both a, Both b, Column column) {
    return new Both(sql.formatted(a.sql(), b.sql()), column, Kind.INT);
  }

  private Both text(List<Named> columns, int depth) {
    Both a = of(Kind.TEXT, columns, depth - 1);
    Arms<Both> arms =
        this.<Both>arms("text")
            .add("upper", () -> text("upper(%s)", a, a.column().str().upper()))
            .add("left", () -> text("left(%s, 2)", a, a.column().str().left(lit(2))))
            .add("concatenated", () -> text("(%s || '-')", a, Frames.concat(a.column(), "-")))
            .add(
                "of a category",
                () -> {
                  Both category = of(Kind.CATEGORY, columns, depth - 1);
                  return text("(%s)::VARCHAR", category, category.column().cast(DType.UTF8));
                });
    for (Named struct : of(columns, Kind.STRUCT)) {
      Both of = new Both(struct.name(), col(struct.name()), Kind.STRUCT);
      arms.add("field", () -> text("%s.c", of, of.column().field("c")));
    }
    return arms.take();
  }

  private static Both text(String sql, Both a, Column column) {
    return new Both(sql.formatted(a.sql()), column, Kind.TEXT);
  }

  private Both truth(List<Named> columns, int depth) {
    Kind kind =
        one(
            List.of(
                Kind.INT,
                Kind.UNSIGNED,
                Kind.DECIMAL,
                Kind.REAL,
                Kind.TEXT,
                Kind.DATE,
                Kind.CATEGORY,
                Kind.MOMENT,
                Kind.CLOCK));
    Both a = of(kind, columns, depth - 1);
    Both b = of(kind, columns, depth - 1);
    Both p = of(Kind.BOOL, columns, depth - 1);
    Both q = of(Kind.BOOL, columns, depth - 1);
    return switch (below(9)) {
      case 0 -> truth("%s < %s", a, b, a.column().lt(b.column()));
      case 1 -> truth("%s >= %s", a, b, a.column().ge(b.column()));
      case 2 -> truth("%s = %s", a, b, a.column().eq(b.column()));
      case 3 -> truth("%s <> %s", a, b, a.column().ne(b.column()));
      case 4 -> truth("%s IS NULL", a, b, a.column().isNull());
      case 5 -> truth("%s IS DISTINCT FROM %s", a, b, a.column().eqNullSafe(b.column()).not());
      case 6 -> truth("%s AND %s", p, q, p.column().and(q.column()));
      case 7 -> truth("%s OR %s", p, q, p.column().or(q.column()));
      default -> truth("NOT %s", p, q, p.column().not());
    };
  }

  private static Both truth(String sql, Both a, Both b, Column column) {
    return new Both("(" + sql.formatted(a.sql(), b.sql()) + ")", column, Kind.BOOL);
  }

  private Both leaf(Kind kind, List<Named> columns) {
    List<Named> fitting = of(columns, kind);
    if (!fitting.isEmpty() && !chance(15)) {
      Named column = one(fitting);
      return new Both(column.name(), col(column.name()), kind);
    }
    int n = below(40) - 20;
    return switch (kind) {
      case INT -> new Both("(%d)::BIGINT".formatted(n), lit((long) n), kind);
      case UNSIGNED ->
          new Both("(%d)::UTINYINT".formatted(128 + n), lit(128 + n).cast(DType.UINT8), kind);
      case DECIMAL ->
          new Both(
              "(%d.25)::DECIMAL(12, 2)".formatted(n),
              lit(n + 0.25 * (n < 0 ? -1 : 1)).cast(DType.decimal(12, 2)),
              kind);
      case REAL -> new Both("(%d.5)::DOUBLE".formatted(Math.abs(n)), lit(Math.abs(n) + 0.5), kind);
      case TEXT -> {
        String word = one(List.of("", "a", "b", "an", "x日y", "another text of some length"));
        yield new Both("'" + word + "'", lit(word), kind);
      }
      case BOOL -> new Both(n < 0 ? "false" : "true", lit(n >= 0), kind);
      case DATE -> {
        LocalDate day = LocalDate.of(2021, 1, 1).plusDays(n * 10L);
        yield new Both("DATE '" + day + "'", lit(day), kind);
      }
      case MOMENT -> {
        LocalDateTime moment = LocalDateTime.of(2021, 6, 1, 0, 0).plusHours(n * 50L);
        yield new Both(
            "TIMESTAMP '" + moment.toString().replace('T', ' ') + "'", lit(moment), kind);
      }
      case CLOCK -> {
        LocalTime time = LocalTime.of(n + 20 < 24 ? n + 20 : 12, 30);
        yield new Both("TIME '" + time + "'", lit(time), kind);
      }
      case CATEGORY -> {
        String name = one(OracleData.RATING.names());
        yield new Both("'" + name + "'::rating", lit(name).cast(OracleData.RATING), kind);
      }
      case LIST, STRUCT, ROUNDED -> throw new IllegalArgumentException("no constant is " + kind);
    };
  }
}
