package dev.quern.engine.io.csv;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a CSV file is read.
 *
 * <p>Files are UTF-8, or UTF-16 with a byte order mark, unless another encoding is named; a mark is
 * skipped, and bytes that mean no character are an error. Files compressed by gzip or zstd are
 * known by their first bytes. What is compressed or in another encoding is read as one split.
 *
 * @param dialect delimiter, quote and what else the text looks like
 * @param header whether the first row holds the names; without it columns are {@code column_1},
 *     {@code column_2} and so on, or named by {@code schema}
 * @param names what the columns are called, in the order of the file, in the place of a header's
 *     names; none for those of the header. Their types are inferred or declared as ever
 * @param skipLines lines to leave out before the header
 * @param skipFooter lines to leave out at the end of each file, quoted or not: totals, signatures.
 *     What is compressed or in another encoding is then read once more, to find its end
 * @param schema all columns with their types, in the order of the file: nothing is inferred then,
 *     and names in a header must be the same
 * @param types the types of some columns by name; they are not inferred
 * @param inference which rows the types of the other columns are inferred from
 * @param conflicts what becomes of a text that is no value of its column's type
 * @param raggedRows what becomes of a row with too few or too many fields
 * @param rejectsColumn the name of a column more, the last one, with the text of each row that has
 *     a value which became null by {@code conflicts}, or too few or too many fields; null in all
 *     others. Rows are counted, shown and left out by it. Where it is asked for, all columns are
 *     read; where it is not, it costs nothing
 * @param countQuotes whether planning reads each file once to count quotes. Otherwise a split's
 *     first row is found from the text around it, which reading then verifies: a file that defeats
 *     it (quoted text of more than 64 KiB that itself looks like rows) is refused, never misread
 * @param splitBytes about how many bytes of text a split holds
 * @param maxRowBytes the longest row; a longer one is taken for a quote that is never closed
 * @param encoding the name of the character set that files without a mark are in
 */
public record CsvOptions(
    CsvDialect dialect,
    boolean header,
    List<String> names,
    int skipLines,
    int skipFooter,
    Optional<Schema> schema,
    Map<String, DType> types,
    Inference inference,
    Conflicts conflicts,
    RaggedRows raggedRows,
    Optional<String> rejectsColumn,
    boolean countQuotes,
    int splitBytes,
    int maxRowBytes,
    String encoding)
    implements Serializable {

  /** Which rows types are inferred from. */
  public enum Inference {
    /** All of them when there are at most 16 MiB, else the first and pieces from all over. */
    SAMPLE,
    /** All of them: the files are read twice, but no later row can be a surprise. */
    ALL_ROWS,
    /** None: every column is text. */
    NONE
  }

  /** What becomes of a text that is no value of its column's type. */
  public enum Conflicts {
    /** An error that names file, line, column, the text and the cure. */
    FAIL,
    /** The value is null. */
    NULL
  }

  /** What becomes of a row with too few or too many fields. */
  public enum RaggedRows {
    /** An error that names the line. */
    FAIL,
    /** The missing fields are null; too many are an error. */
    FILL_NULL,
    /** The surplus fields are not read; too few are an error. */
    TRUNCATE,
    /** The missing fields are null, and the surplus ones are not read. */
    FILL_OR_TRUNCATE,
    /** The row is left out. */
    SKIP;

    /** Whether a row with too few fields is read, or one with too many. */
    boolean takes(boolean tooFew) {
      return this == FILL_OR_TRUNCATE || this == (tooFew ? FILL_NULL : TRUNCATE);
    }
  }

  /** A header, RFC 4180, types inferred from a sample, errors for whatever is wrong. */
  public static final CsvOptions DEFAULTS =
      new CsvOptions(
          CsvDialect.RFC4180,
          true,
          List.of(),
          0,
          0,
          Optional.empty(),
          Map.of(),
          Inference.SAMPLE,
          Conflicts.FAIL,
          RaggedRows.FAIL,
          Optional.empty(),
          false,
          8 << 20,
          16 << 20,
          StandardCharsets.UTF_8.name());

  /** Checks the numbers. */
  public CsvOptions {
    types = Map.copyOf(types);
    names = List.copyOf(names);
    if (schema.isPresent() && !names.isEmpty()) {
      throw new PlanException("a declared schema has the columns' names: leave out withNames(..)");
    }
    if (skipLines < 0 || skipFooter < 0 || splitBytes < 1 || maxRowBytes < 1) {
      throw new PlanException(
          "skipLines %d, skipFooter %d, splitBytes %d, maxRowBytes %d: none can be negative, the last two not 0"
              .formatted(skipLines, skipFooter, splitBytes, maxRowBytes));
    }
    if (maxRowBytes > 1 << 29) {
      throw new PlanException("maxRowBytes is at most 512 MiB");
    }
    if (!Charset.isSupported(encoding)) {
      throw new PlanException("this Java knows no encoding called '%s'".formatted(encoding));
    }
  }

  /** These options with another dialect. */
  public CsvOptions withDialect(CsvDialect value) {
    return with(copy -> copy.dialect = value);
  }

  /** These options with another delimiter, such as {@code '\t'} or {@code ';'}. */
  public CsvOptions withDelimiter(char delimiter) {
    return withDialect(dialect.withDelimiter(delimiter));
  }

  /** These options with these texts for null, such as {@code "", "NA"}. */
  public CsvOptions withNullTexts(String... texts) {
    return withDialect(dialect.withNullTexts(texts));
  }

  /** These options with just these texts for truth values, such as "ja" and "nein". */
  public CsvOptions withTruthTexts(List<String> forTrue, List<String> forFalse) {
    return withDialect(dialect.withTruthTexts(forTrue, forFalse));
  }

  /** These options with another separator before fractions, as in {@code 1,5}. */
  public CsvOptions withDecimalSeparator(char character) {
    return withFormats(dialect.formats().withDecimalSeparator(character));
  }

  /** These options with digits in groups, as in {@code 1.234,5} or {@code 1 234}. */
  public CsvOptions withThousandsSeparator(char character) {
    return withFormats(dialect.formats().withThousandsSeparator(character));
  }

  /**
   * These options with dates by a pattern of {@code strftime} only, such as {@code %d.%m.%Y}. Where
   * types are inferred, what is also a number is one.
   */
  public CsvOptions withDateFormat(String pattern) {
    return withFormats(dialect.formats().withDateFormat(pattern));
  }

  /** These options with timestamps by a pattern only, such as {@code %m/%d/%Y %I:%M %p}. */
  public CsvOptions withTimestampFormat(String pattern) {
    return withFormats(dialect.formats().withTimestampFormat(pattern));
  }

  /**
   * These options with the dates or timestamps of one column by a pattern of its own. This declares
   * the column, unless its type is declared: as a date, or as a timestamp where the pattern has a
   * time of day, in UTC where it has an offset ({@code %z}).
   */
  public CsvOptions withFormat(String column, String pattern) {
    return withFormats(dialect.formats().withColumn(column, pattern));
  }

  private CsvOptions withFormats(CsvFormats formats) {
    return withDialect(dialect.withFormats(formats));
  }

  /** These options for files with or without a row of names. */
  public CsvOptions withHeader(boolean value) {
    return with(copy -> copy.header = value);
  }

  /** These options with columns called so, whether or not the files have a header. */
  public CsvOptions withNames(String... columns) {
    return with(copy -> copy.names = List.of(columns));
  }

  /** These options with some lines left out before the header. */
  public CsvOptions withSkipLines(int lines) {
    return with(copy -> copy.skipLines = lines);
  }

  /** These options with some lines left out at the end of each file. */
  public CsvOptions withSkipFooter(int lines) {
    return with(copy -> copy.skipFooter = lines);
  }

  /** These options with all columns declared. */
  public CsvOptions withSchema(Schema value) {
    return with(copy -> copy.schema = Optional.of(value));
  }

  /** These options with the type of one column declared. */
  public CsvOptions withType(String column, DType type) {
    Map<String, DType> more = new HashMap<>(types);
    more.put(column, type);
    return withTypes(more);
  }

  /** These options with the types of just these columns declared. */
  public CsvOptions withTypes(Map<String, DType> value) {
    return with(copy -> copy.types = value);
  }

  /** These options with types inferred from other rows. */
  public CsvOptions withInference(Inference value) {
    return with(copy -> copy.inference = value);
  }

  /** These options with texts that do not parse treated so. */
  public CsvOptions withConflicts(Conflicts value) {
    return with(copy -> copy.conflicts = value);
  }

  /** These options with rows of too few or too many fields treated so. */
  public CsvOptions withRaggedRows(RaggedRows value) {
    return with(copy -> copy.raggedRows = value);
  }

  /**
   * These options with a column more for the text of rows that were not read as they stand. Without
   * {@code withConflicts(NULL)} or {@code withRaggedRows(..)} there are none.
   */
  public CsvOptions withRejectsColumn(String name) {
    return with(copy -> copy.rejectsColumn = Optional.of(name));
  }

  /** These options with splits that rest on counted quotes. */
  public CsvOptions withCountQuotes(boolean value) {
    return with(copy -> copy.countQuotes = value);
  }

  /** These options with splits of about this size. */
  public CsvOptions withSplitBytes(int bytes) {
    return with(copy -> copy.splitBytes = bytes);
  }

  /** These options with another bound for one row. */
  public CsvOptions withMaxRowBytes(int bytes) {
    return with(copy -> copy.maxRowBytes = bytes);
  }

  /** These options for files in another encoding, such as {@code StandardCharsets.ISO_8859_1}. */
  public CsvOptions withEncoding(Charset value) {
    return with(copy -> copy.encoding = value.name());
  }

  /** The character set that files without a mark are in. */
  Charset charset() {
    return Charset.forName(encoding);
  }

  /** Whether the type of {@code column} was declared rather than inferred. */
  boolean declares(String column) {
    return schema.isPresent() || declaredType(column).isPresent();
  }

  /** The type that was declared for {@code column}, by itself or by its pattern. */
  Optional<DType> declaredType(String column) {
    return schema.isPresent() && schema.get().names().contains(column)
        ? Optional.of(schema.get().field(column).type())
        : Optional.ofNullable(types.get(column)).or(() -> dialect.formats().type(column));
  }

  private CsvOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.options();
  }

  /** These options, of which one is being changed. */
  private static final class Copy {
    private CsvDialect dialect;
    private boolean header;
    private List<String> names;
    private int skipLines;
    private int skipFooter;
    private Optional<Schema> schema;
    private Map<String, DType> types;
    private Inference inference;
    private Conflicts conflicts;
    private RaggedRows raggedRows;
    private Optional<String> rejectsColumn;
    private boolean countQuotes;
    private int splitBytes;
    private int maxRowBytes;
    private String encoding;

    Copy(CsvOptions of) {
      this.dialect = of.dialect;
      this.header = of.header;
      this.names = of.names;
      this.skipLines = of.skipLines;
      this.skipFooter = of.skipFooter;
      this.schema = of.schema;
      this.types = of.types;
      this.inference = of.inference;
      this.conflicts = of.conflicts;
      this.raggedRows = of.raggedRows;
      this.rejectsColumn = of.rejectsColumn;
      this.countQuotes = of.countQuotes;
      this.splitBytes = of.splitBytes;
      this.maxRowBytes = of.maxRowBytes;
      this.encoding = of.encoding;
    }

    CsvOptions options() {
      return new CsvOptions(
          dialect,
          header,
          names,
          skipLines,
          skipFooter,
          schema,
          types,
          inference,
          conflicts,
          raggedRows,
          rejectsColumn,
          countQuotes,
          splitBytes,
          maxRowBytes,
          encoding);
    }
  }
}
