package dev.quern.dataframes;

import static dev.quern.dataframes.ExpressionRules.Kind.BOOL;
import static dev.quern.dataframes.ExpressionRules.Kind.INT;
import static dev.quern.dataframes.ExpressionRules.Kind.REAL;
import static dev.quern.dataframes.ExpressionRules.Kind.SMALL;
import static dev.quern.dataframes.ExpressionRules.Kind.TEXT;
import static dev.quern.dataframes.ExpressionRules.Kind.UNSIGNED;
import static dev.quern.dataframes.ExpressionRules.Kind.WORD;

import dev.quern.engine.type.DType;
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
    /** An integer without a sign. */
    UNSIGNED,
    /** A number of 18 digits, 4 of them behind the point. */
    DECIMAL,
    /** A time of day. */
    CLOCK,
    /** A whole number of few. */
    SMALL,
    /** A short text. */
    WORD
  }

  /** An expression in both languages. */
  record Both(Column column, String sql) {}

  /** One way to build an expression; {@code %1$s} in the SQL is the first argument. */
  private record Rule(
      Kind result, String sql, Function<List<Column>, Column> build, List<Kind> arguments) {
    private String name() {
      return "%s: %s of %s".formatted(result, sql, arguments);
    }
  }

  private static final List<String> WORDS = List.of("a", "an", "or", "", "x", "ø", "-", "e ", "A");

  private final List<Rule> rules = new ArrayList<>();
  private final SplittableRandom random;
  private final Tally tally;

  ExpressionRules(long seed, Tally tally) {
    this.random = new SplittableRandom(seed);
    this.tally = tally;
    texts();
    searches();
    numbers();
    new TimeRules(this).addAll();
    new DecimalRules(this).addAll();
  }

  /**
   * A random expression that is built by one of the rules, which take turns: so that each comes as
   * often as the others.
   *
   * @param turn which rule: any number
   */
  Both next(long turn, int depth) {
    return of(rules.get((int) Math.floorMod(turn, (long) rules.size())), depth);
  }

  private Both of(Kind kind, int depth) {
    List<Rule> fitting = rules.stream().filter(rule -> rule.result == kind).toList();
    if (fitting.isEmpty() || depth == 0 || random.nextInt(6) == 0) {
      return leaf(kind);
    }
    return of(fitting.get(random.nextInt(fitting.size())), depth);
  }

  private Both of(Rule rule, int depth) {
    tally.count(rule.name());
    List<Both> arguments = rule.arguments.stream().map(k -> of(k, depth - 1)).toList();
    return new Both(
        rule.build.apply(arguments.stream().map(Both::column).toList()),
        "(" + rule.sql.formatted(arguments.stream().map(Both::sql).toArray()) + ")");
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
      case UNSIGNED -> column("tiny", "word", "half", "big");
      case DECIMAL -> new Both(Frames.col("d").cast(DType.decimal(18, 4)), "d::DECIMAL(18, 4)");
      case CLOCK -> column("clock");
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

  /** Adds a way to build an expression. */
  void add(Kind result, String sql, Function<List<Column>, Column> build, Kind... arguments) {
    Rule rule = new Rule(result, sql, build, List.of(arguments));
    tally.declare(rule.name());
    rules.add(rule);
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

  /** Adds a cast of texts to numbers; to DuckDB 1e2 is an integer as well, so none has an e. */
  void addParsing(Kind result, String type, DType ours) {
    add(
        result,
        "TRY_CAST(translate(%s, 'eE', 'xx') AS " + type + ")",
        a -> a.getFirst().str().translate("eE", "xx").tryCast(ours),
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
    unsigned();
    for (Kind kind :
        List.of(TEXT, INT, REAL, BOOL, Kind.DATE, Kind.TIME, UNSIGNED, Kind.DECIMAL, Kind.CLOCK)) {
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
    addParsing(INT, "BIGINT", DType.INT64);
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
    // DuckDB refuses a constant 0.
    add(INT, "%s %% nullif(%s, 0)", a -> a.get(0).mod(a.get(1).nullIf(0)), INT, SMALL);
    add(TEXT, "to_hex((%s)::BIGINT)", a -> a.get(0).toHex(), INT);
    add(TEXT, "bin((%s)::BIGINT)", a -> a.get(0).toBinary(), INT);
  }

  /* DuckDB computes in the type and wraps or fails: there the arithmetic is of wider numbers. */
  private void unsigned() {
    add(
        UNSIGNED,
        "CASE WHEN %s THEN %s ELSE %s END",
        a -> Frames.when(a.get(0)).then(a.get(1)).otherwise(a.get(2)),
        BOOL,
        UNSIGNED,
        UNSIGNED);
    add(UNSIGNED, "coalesce(%s, %s)", a -> Frames.coalesce(a.get(0), a.get(1)), UNSIGNED, UNSIGNED);
    add(BOOL, "%s < %s", a -> a.get(0).lt(a.get(1)), UNSIGNED, UNSIGNED);
    add(BOOL, "%s >= %s", a -> a.get(0).ge(a.get(1)), UNSIGNED, UNSIGNED);
    add(BOOL, "%s = %s", a -> a.get(0).eq(a.get(1)), UNSIGNED, UNSIGNED);
    add(BOOL, "%s > %s", a -> a.get(0).gt(a.get(1)), UNSIGNED, INT);
    add(BOOL, "%s <= %s::DOUBLE", a -> a.get(0).le(a.get(1)), REAL, UNSIGNED);
    add(
        BOOL,
        "%s IN (0, 1, 2, 127, 128, 255, 65535, 4294967295)",
        a -> a.get(0).in(0, 1, 2, 127, 128, 255, 65_535, 4_294_967_295L),
        UNSIGNED);
    add(BOOL, "%s::BOOLEAN", a -> a.get(0).cast(DType.BOOL), UNSIGNED);
    add(UNSIGNED, "%s::INTEGER::UTINYINT", a -> a.get(0).cast(DType.UINT8), BOOL);
    add(UNSIGNED, "TRY_CAST(%s AS UTINYINT)", a -> a.get(0).tryCast(DType.UINT8), UNSIGNED);
    add(UNSIGNED, "TRY_CAST(%s AS UINTEGER)", a -> a.get(0).tryCast(DType.UINT32), UNSIGNED);
    add(UNSIGNED, "TRY_CAST(%s AS USMALLINT)", a -> a.get(0).tryCast(DType.UINT16), INT);
    add(UNSIGNED, "TRY_CAST(%s AS UBIGINT)", a -> a.get(0).tryCast(DType.UINT64), INT);
    addParsing(UNSIGNED, "UBIGINT", DType.UINT64);
    add(INT, "TRY_CAST(%s AS TINYINT)", a -> a.get(0).tryCast(DType.INT8), UNSIGNED);
    add(INT, "TRY_CAST(%s AS BIGINT)", a -> a.get(0).tryCast(DType.INT64), UNSIGNED);
    add(REAL, "%s::DOUBLE", a -> a.get(0).cast(DType.FLOAT64), UNSIGNED);
    add(TEXT, "%s::VARCHAR", a -> a.get(0).cast(DType.UTF8), UNSIGNED);
    add(
        REAL,
        "(%s::DECIMAL(20, 0) - %s::DECIMAL(20, 0))::DOUBLE",
        a -> a.get(0).minus(a.get(1)).cast(DType.FLOAT64),
        UNSIGNED,
        UNSIGNED);
  }
}
