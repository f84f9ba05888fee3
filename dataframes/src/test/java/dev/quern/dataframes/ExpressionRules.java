package dev.quern.dataframes;

import static dev.quern.dataframes.ExpressionRules.Kind.BOOL;
import static dev.quern.dataframes.ExpressionRules.Kind.INT;
import static dev.quern.dataframes.ExpressionRules.Kind.REAL;
import static dev.quern.dataframes.ExpressionRules.Kind.SMALL;
import static dev.quern.dataframes.ExpressionRules.Kind.TEXT;
import static dev.quern.dataframes.ExpressionRules.Kind.WORD;
import static dev.quern.engine.kernel.DateUnit.DAY;
import static dev.quern.engine.kernel.DateUnit.HOUR;
import static dev.quern.engine.kernel.DateUnit.MICROSECOND;
import static dev.quern.engine.kernel.DateUnit.MILLISECOND;
import static dev.quern.engine.kernel.DateUnit.MINUTE;
import static dev.quern.engine.kernel.DateUnit.MONTH;
import static dev.quern.engine.kernel.DateUnit.QUARTER;
import static dev.quern.engine.kernel.DateUnit.SECOND;
import static dev.quern.engine.kernel.DateUnit.WEEK;
import static dev.quern.engine.kernel.DateUnit.YEAR;

import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Random expressions, each in two languages: Quern's and SQL as DuckDB understands it. A table of
 * rules says what may be built from what; functions whose meaning differs are not in it, and the
 * documentation of each says how.
 */
final class ExpressionRules {

  /** What an expression is; the last two are constants only. */
  enum Kind {
    TEXT,
    INT,
    REAL,
    BOOL,
    DATE,
    TIME,
    /** A whole number of few. */
    SMALL,
    /** A short text. */
    WORD
  }

  /** An expression in both languages. */
  record Both(Column column, String sql) {}

  /** One way to build an expression; {@code %1$s} in the SQL is the first argument. */
  private record Rule(
      Kind result, String sql, Function<List<Column>, Column> build, List<Kind> arguments) {}

  private static final List<String> WORDS = List.of("a", "an", "or", "", "x", "ø", "-", "e ", "A");

  private final List<Rule> rules = new ArrayList<>();
  private final SplittableRandom random;

  ExpressionRules(long seed) {
    random = new SplittableRandom(seed);
    texts();
    searches();
    numbers();
    times();
  }

  /** A random expression of {@code kind}, of so many levels at most. */
  Both of(Kind kind, int depth) {
    List<Rule> fitting = rules.stream().filter(rule -> rule.result == kind).toList();
    if (fitting.isEmpty() || depth == 0 || random.nextInt(6) == 0) {
      return leaf(kind);
    }
    Rule rule = fitting.get(random.nextInt(fitting.size()));
    List<Both> arguments = rule.arguments.stream().map(k -> of(k, depth - 1)).toList();
    return new Both(
        rule.build.apply(arguments.stream().map(Both::column).toList()),
        "(" + rule.sql.formatted(arguments.stream().map(Both::sql).toArray()) + ")");
  }

  /** A random kind that expressions may be of. */
  Kind kind() {
    List<Kind> kinds = rules.stream().map(Rule::result).distinct().toList();
    return kinds.get(random.nextInt(kinds.size()));
  }

  private Both leaf(Kind kind) {
    return switch (kind) {
      case TEXT -> random.nextInt(4) == 0 ? word() : column("s", "long_text", "coded");
      case INT -> random.nextInt(4) == 0 ? small() : column("i", "n");
      case REAL ->
          random.nextInt(6) == 0 ? new Both(Frames.lit(0.75), "0.75::DOUBLE") : column("x");
      case BOOL -> column("p");
      case DATE -> column("day");
      case TIME -> column("moment");
      case SMALL -> small();
      case WORD -> word();
    };
  }

  private Both column(String... names) {
    String name = names[random.nextInt(names.length)];
    return new Both(Frames.col(name), name);
  }

  private Both small() {
    int value = random.nextInt(-3, 9);
    return new Both(Frames.lit(value), "(" + value + ")");
  }

  private Both word() {
    String word = WORDS.get(random.nextInt(WORDS.size()));
    return new Both(Frames.lit(word), "'" + word + "'");
  }

  private void add(
      Kind result, String sql, Function<List<Column>, Column> build, Kind... arguments) {
    rules.add(new Rule(result, sql, build, List.of(arguments)));
  }

  private void text(String sql, Function<StringFunctions, Column> build) {
    add(TEXT, sql, a -> build.apply(a.getFirst().str()), TEXT);
  }

  private void texts() {
    text("upper(%s)", StringFunctions::upper);
    text("lower(%s)", StringFunctions::lower);
    text("trim(%s, ' ')", s -> s.trim(" "));
    text("ltrim(%s, ' a')", s -> s.ltrim(" a"));
    text("rtrim(%s, 'øe')", s -> s.rtrim("øe"));
    text("reverse(%s)", StringFunctions::reverse);
    text("regexp_replace(%s, '[aeiou]+', '<>', 'g')", s -> s.regexReplace("[aeiou]+", "<>"));
    text("regexp_replace(%s, '(\\w) ', '\\1_')", s -> s.regexReplaceFirst("(\\w) ", "$1_"));
    text("md5(%s)", StringFunctions::md5);
    text("sha256(%s)", StringFunctions::sha256);
    text("hex(%s)", StringFunctions::hex);
    text("translate(%s, 'aø-', 'øb')", s -> s.translate("aø-", "øb"));
    text("substring(%s, 2, 5)", s -> s.substring(2, 5));
    add(TEXT, "left(%s, %s)", a -> a.get(0).str().left(a.get(1)), TEXT, SMALL);
    add(TEXT, "right(%s, %s)", a -> a.get(0).str().right(a.get(1)), TEXT, SMALL);
    add(TEXT, "split_part(%s, 'a', 2)", a -> a.get(0).str().splitPart("a", 2), TEXT);
    add(TEXT, "split_part(%s, ' ', -1)", a -> a.get(0).str().splitPart(" ", -1), TEXT);
    add(
        TEXT,
        "lpad(%s, greatest(%s, 0), 'xy')",
        a -> a.get(0).str().lpad(a.get(1), "xy"),
        TEXT,
        SMALL);
    add(
        TEXT,
        "rpad(%s, greatest(%s, 0), 'ø')",
        a -> a.get(0).str().rpad(a.get(1), "ø"),
        TEXT,
        SMALL);
    add(TEXT, "repeat(%s, %s)", a -> a.get(0).str().repeat(a.get(1)), WORD, SMALL);
    add(TEXT, "replace(%s, %s, 'zz')", a -> a.get(0).str().replace(a.get(1), "zz"), TEXT, WORD);
    add(TEXT, "%s || %s", a -> Frames.concat(a.get(0), a.get(1)), TEXT, TEXT);
    add(
        TEXT,
        "concat_ws('-', %s, %s, %s)",
        a -> Frames.concatWs("-", a.get(0), a.get(1), a.get(2)),
        TEXT,
        TEXT,
        TEXT);
    add(
        TEXT,
        "CASE WHEN %s THEN %s ELSE %s END",
        a -> Frames.when(a.get(0)).then(a.get(1)).otherwise(a.get(2)),
        BOOL,
        TEXT,
        TEXT);
    add(TEXT, "coalesce(%s, %s)", a -> Frames.coalesce(a.get(0), a.get(1)), TEXT, TEXT);
  }

  private void searches() {
    add(BOOL, "contains(%s, %s)", a -> a.get(0).str().contains(a.get(1)), TEXT, TEXT);
    add(BOOL, "contains(%s, 'an')", a -> a.get(0).str().contains("an"), TEXT);
    add(BOOL, "starts_with(%s, %s)", a -> a.get(0).str().startsWith(a.get(1)), TEXT, TEXT);
    add(BOOL, "suffix(%s, %s)", a -> a.get(0).str().endsWith(a.get(1)), TEXT, TEXT);
    add(BOOL, "%s ILIKE 'A%%n_r%%'", a -> a.get(0).str().ilike("A%n_r%"), TEXT);
    add(BOOL, "%s LIKE '%%a_'", a -> a.get(0).str().like("%a_"), TEXT);
    add(
        BOOL,
        "regexp_matches(%s, '[A-D].*t$')",
        a -> a.get(0).str().regexContains("[A-D].*t$"),
        TEXT);
    add(BOOL, "%s < %s", a -> a.get(0).lt(a.get(1)), TEXT, TEXT);
    add(BOOL, "%s IS NULL", a -> a.get(0).isNull(), TEXT);
    add(INT, "strpos(%s, %s)", a -> a.get(0).str().position(a.get(1)), TEXT, WORD);
    add(INT, "length(%s)", a -> a.get(0).str().length(), TEXT);
    add(INT, "strlen(%s)", a -> a.get(0).str().byteLength(), TEXT);
    add(INT, "bit_length(%s)", a -> a.get(0).str().bitLength(), TEXT);
    add(INT, "len(regexp_extract_all(%s, '[an]'))", a -> a.get(0).str().regexCount("[an]"), TEXT);
    add(
        INT,
        "levenshtein(left(hex(%s), 20), left(hex(%s), 20))",
        a -> digits(a.get(0)).str().levenshtein(digits(a.get(1))),
        TEXT,
        TEXT);
    add(
        REAL,
        "jaro_winkler_similarity('x' || left(hex(%s), 20), 'x' || left(hex(%s), 20))",
        a ->
            Frames.concat("x", digits(a.get(0)))
                .str()
                .jaroWinkler(Frames.concat("x", digits(a.get(1)))),
        TEXT,
        TEXT);
  }

  /* DuckDB measures distances in bytes, so they are of ASCII here. */
  private static Column digits(Column text) {
    return text.str().hex().str().left(20);
  }

  private void numbers() {
    add(REAL, "%s / 4", a -> a.get(0).divide(4), INT);
    add(REAL, "%s * 0.5", a -> a.get(0).times(0.5), REAL);
    add(
        INT,
        "CASE WHEN %s THEN %s ELSE %s END",
        a -> Frames.when(a.get(0)).then(a.get(1)).otherwise(a.get(2)),
        BOOL,
        INT,
        INT);
    add(BOOL, "%s >= %s", a -> a.get(0).ge(a.get(1)), INT, INT);
    add(BOOL, "%s >= %s", a -> a.get(0).ge(a.get(1)), REAL, REAL);
    add(BOOL, "%s AND NOT %s", a -> a.get(0).and(a.get(1).not()), BOOL, BOOL);
    add(BOOL, "%s OR %s", a -> a.get(0).or(a.get(1)), BOOL, BOOL);
    reals();
    integers();
    for (Kind kind : List.of(TEXT, INT, REAL, BOOL, Kind.DATE, Kind.TIME)) {
      add(kind, "greatest(%s, %s, %s)", a -> Frames.greatest(a.toArray()), kind, kind, kind);
      add(kind, "least(%s, %s)", a -> Frames.least(a.toArray()), kind, kind);
      add(kind, "nullif(%s, %s)", a -> a.get(0).nullIf(a.get(1)), kind, kind);
      add(BOOL, "%s IS NOT DISTINCT FROM %s", a -> a.get(0).eqNullSafe(a.get(1)), kind, kind);
    }
    add(
        BOOL,
        "%s IN ('', 'a', 'an', 'ø', 'b', 'c', 'alpha or more', 'z')",
        a -> a.get(0).in("", "a", "an", "ø", "b", "c", "alpha or more", "z"),
        TEXT);
    add(BOOL, "%s IN (0, 1, 2, 3, 5, 8, 13, -1)", a -> a.get(0).in(0, 1, 2, 3, 5, 8, 13, -1), INT);
    add(
        BOOL,
        "%s IN (0, 1, 2.5, 3, 'NaN', 8, 13, -1)",
        a -> a.get(0).in(0, 1, 2.5, 3, Double.NaN, 8, 13, -1),
        REAL);
    add(INT, "TRY_CAST(%s AS BIGINT)", a -> a.get(0).tryCast(DType.INT64), TEXT);
    add(INT, "TRY_CAST(%s AS TINYINT)", a -> a.get(0).tryCast(DType.INT8), INT);
  }

  private void real(String sql, Function<Column, Column> build) {
    add(REAL, sql, a -> build.apply(a.getFirst()), REAL);
  }

  /* The last bits are the engines' own, and must not decide what a ceiling is. */
  private void inexact(String sql, Function<Column, Column> build) {
    real("round(" + sql + ", 6)", c -> build.apply(c).round(6));
  }

  private void reals() {
    real("abs(%s)", c -> c.abs());
    inexact("cbrt(%s)", c -> c.cbrt());
    inexact("sin(%s)", c -> c.sin());
    inexact("atan(%s)", c -> c.atan());
    inexact("tanh(%s)", c -> c.tanh());
    inexact("asinh(%s)", c -> c.asinh());
    inexact("degrees(%s)", c -> c.degrees());
    inexact("radians(%s)", c -> c.radians());
    real("floor(%s)", c -> c.floor());
    real("ceil(%s)", c -> c.ceil());
    real("trunc(%s)", c -> c.trunc());
    real("round(%s, 1)", c -> c.round(1));
    real("round(%s, -1)", c -> c.round(-1));
    real("round_even(%s, 0)", c -> c.roundEven(0));
    add(REAL, "round(atan2(%s, %s), 6)", a -> a.get(0).atan2(a.get(1)).round(6), REAL, REAL);
    real("sqrt(abs(%s))", c -> c.abs().sqrt());
    inexact("log2(abs(%s) + 1)", c -> c.abs().plus(1).log2());
    inexact("log(abs(%s) + 1)", c -> c.abs().plus(1).log10());
    inexact("ln(abs(%s) + 1)", c -> c.abs().plus(1).log());
    add(
        REAL,
        "CASE WHEN %1$s IS NOT NULL THEN greatest(least(%1$s, 9.5::DOUBLE), -3) END",
        a -> a.get(0).clip(-3, 9.5),
        INT);
    add(BOOL, "isnan(%s)", a -> a.get(0).isNan(), REAL);
    add(BOOL, "isinf(%s)", a -> a.get(0).isInfinite(), REAL);
    add(BOOL, "isfinite(%s)", a -> a.get(0).isFinite(), REAL);
  }

  private void integers() {
    add(INT, "%s & %s", a -> a.get(0).bitAnd(a.get(1)), INT, INT);
    add(INT, "%s | %s", a -> a.get(0).bitOr(a.get(1)), INT, INT);
    add(INT, "xor(%s, %s)", a -> a.get(0).bitXor(a.get(1)), INT, INT);
    add(INT, "sign(%s)", a -> a.get(0).sign(), INT);
    add(INT, "~ %s", a -> a.get(0).bitNot(), INT);
    add(INT, "bit_count((%s)::BIGINT)", a -> a.get(0).bitCount(), INT);
    add(INT, "%s >> 2", a -> a.get(0).shiftRight(2), INT);
    add(INT, "gcd(%s, %s)", a -> a.get(0).gcd(a.get(1)), INT, SMALL);
    add(INT, "factorial(abs(%s))", a -> a.get(0).abs().factorial(), SMALL);
    add(INT, "round(%s, -2)", a -> a.get(0).round(-2), INT);
    add(INT, "%s %% %s", a -> a.get(0).mod(a.get(1)), INT, SMALL);
    add(TEXT, "to_hex((%s)::BIGINT)", a -> a.get(0).toHex(), INT);
    add(TEXT, "bin((%s)::BIGINT)", a -> a.get(0).toBinary(), INT);
  }

  private void times() {
    field("year(%s)", DateFunctions::year);
    field("quarter(%s)", DateFunctions::quarter);
    field("month(%s)", DateFunctions::month);
    field("day(%s)", DateFunctions::day);
    field("isodow(%s)", DateFunctions::dayOfWeek);
    field("dayofyear(%s)", DateFunctions::dayOfYear);
    field("weekofyear(%s)", DateFunctions::week);
    field("isoyear(%s)", DateFunctions::isoYear);
    field("decade(%s)", DateFunctions::decade);
    field("century(%s)", DateFunctions::century);
    field("millennium(%s)", DateFunctions::millennium);
    field("day(last_day(%s))", DateFunctions::daysInMonth);
    clock("hour(%s)", DateFunctions::hour);
    clock("minute(%s)", DateFunctions::minute);
    clock("second(%s)", DateFunctions::second);
    clock("millisecond(%s) %% 1000", DateFunctions::millisecond);
    clock("microsecond(%s) %% 1000000", DateFunctions::microsecond);
    clock("epoch_us(%s)", DateFunctions::epochMicros);
    clock("epoch_ns(%s)", DateFunctions::epochNanos);
    for (Kind kind : List.of(Kind.DATE, Kind.TIME)) {
      add(TEXT, "dayname(%s)", a -> a.getFirst().dt().dayName(), kind);
      add(TEXT, "monthname(%s)", a -> a.getFirst().dt().monthName(), kind);
      add(Kind.DATE, "last_day(%s)", a -> a.getFirst().dt().lastDay(), kind);
      add(BOOL, "%s < %s", a -> a.get(0).lt(a.get(1)), kind, kind);
      for (DateUnit unit : List.of(YEAR, QUARTER, MONTH, WEEK, DAY)) {
        between(unit, kind);
      }
    }
    for (DateUnit unit : List.of(HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND)) {
      between(unit, Kind.TIME);
    }
    dates();
    moments();
  }

  private void dates() {
    Kind date = Kind.DATE;
    add(date, "(%s + %s)::DATE", a -> a.get(0).dt().plus(a.get(1), ChronoUnit.DAYS), date, SMALL);
    add(
        date,
        "(%s + to_months(%s))::DATE",
        a -> a.get(0).dt().plus(a.get(1), ChronoUnit.MONTHS),
        date,
        SMALL);
    add(date, "(%s + INTERVAL 13 MONTH)::DATE", a -> a.get(0).plus(Period.ofMonths(13)), date);
    add(date, "date_trunc('month', %s)::DATE", a -> a.get(0).dt().truncate(MONTH), date);
    add(date, "date_trunc('week', %s)::DATE", a -> a.get(0).dt().truncate(WEEK), date);
    add(date, "%s::DATE", a -> a.get(0).dt().date(), Kind.TIME);
    add(
        date,
        "make_date(year(%s), 2, CASE WHEN %s > 0 THEN 1 ELSE 28 END)",
        a ->
            Frames.makeDate(
                a.get(0).dt().year(), 2, Frames.when(a.get(1).gt(0)).then(1).otherwise(28)),
        date,
        SMALL);
    add(
        date,
        "try_strptime(strftime(%s, '%%d/%%m/%%Y'), '%%d/%%m/%%Y')::DATE",
        a -> a.get(0).dt().strftime("%d/%m/%Y").str().toDate("%d/%m/%Y"),
        date);
    add(
        TEXT,
        "strftime(%s, '%%a %%-d. %%B %%y, %%j')",
        a -> a.get(0).dt().strftime("%a %-d. %B %y, %j"),
        date);
    add(date, "try_strptime(%s, '%%Y')::DATE", a -> a.get(0).str().tryToDate("%Y"), TEXT);
  }

  private void moments() {
    Kind time = Kind.TIME;
    add(
        time,
        "%s + to_hours(%s)",
        a -> a.get(0).dt().plus(a.get(1), ChronoUnit.HOURS),
        time,
        SMALL);
    add(
        time,
        "%s + to_years(%s)",
        a -> a.get(0).dt().plus(a.get(1), ChronoUnit.YEARS),
        time,
        SMALL);
    add(
        time,
        "%s - INTERVAL 90 MINUTE",
        a -> a.get(0).minus(Frames.interval(90, ChronoUnit.MINUTES)),
        time);
    add(time, "date_trunc('hour', %s)", a -> a.get(0).dt().truncate(HOUR), time);
    add(time, "date_trunc('year', %s)", a -> a.get(0).dt().truncate(YEAR), time);
    add(time, "date_trunc('millisecond', %s)", a -> a.get(0).dt().truncate(MILLISECOND), time);
    add(
        time,
        "time_bucket(INTERVAL 15 MINUTE, %s, TIMESTAMP '1970-01-01')",
        a -> a.get(0).dt().truncate(15, MINUTE),
        time);
    add(
        time,
        "time_bucket(INTERVAL 5 MONTH, %s, TIMESTAMP '1970-01-01')",
        a -> a.get(0).dt().truncate(5, MONTH),
        time);
    add(
        TEXT,
        "strftime(%s, '%%Y-%%m-%%d %%I:%%M:%%S.%%f %%p %%u %%w %%G-%%V')",
        a -> a.get(0).dt().strftime("%F %I:%M:%S.%f %p %u %w %G-%V"),
        time);
    add(
        time,
        "strptime(strftime(%s, '%%d %%b %%Y %%H:%%M'), '%%d %%b %%Y %%H:%%M')",
        a -> a.get(0).dt().strftime("%d %b %Y %H:%M").str().toTimestamp("%d %b %Y %H:%M"),
        time);
    add(time, "%s::TIMESTAMP", a -> a.get(0).cast(DType.timestamp(TimeUnit.MICRO)), Kind.DATE);
  }

  private void between(DateUnit unit, Kind kind) {
    String name = unit.toString().toLowerCase(java.util.Locale.ROOT);
    if (unit != WEEK) { // DuckDB counts one too few from before 1970 to after it
      add(
          INT,
          "date_diff('" + name + "', %s, %s)",
          a -> Frames.dateDiff(unit, a.get(0), a.get(1)),
          kind,
          kind);
    }
    add(
        INT,
        "date_sub('" + name + "', %s, %s)",
        a -> Frames.unitsBetween(unit, a.get(0), a.get(1)),
        kind,
        kind);
  }

  private void field(String sql, Function<DateFunctions, Column> build) {
    add(INT, sql, a -> build.apply(a.getFirst().dt()), Kind.DATE);
    add(INT, sql, a -> build.apply(a.getFirst().dt()), Kind.TIME);
  }

  private void clock(String sql, Function<DateFunctions, Column> build) {
    add(INT, sql, a -> build.apply(a.getFirst().dt()), Kind.TIME);
  }
}
