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
 * @param skipLines lines to leave out before the header
 * @param schema all columns with their types, in the order of the file: nothing is inferred then,
 *     and names in a header must be the same
 * @param types the types of some columns by name; they are not inferred
 * @param inference which rows the types of the other columns are inferred from
 * @param conflicts what becomes of a text that is no value of its column's type
 * @param raggedRows what becomes of a row with too few fields; one with too many is an error
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
    int skipLines,
    Optional<Schema> schema,
    Map<String, DType> types,
    Inference inference,
    Conflicts conflicts,
    RaggedRows raggedRows,
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

  /** What becomes of a row with too few fields. */
  public enum RaggedRows {
    /** An error that names the line. */
    FAIL,
    /** The missing fields are null. */
    FILL_NULL
  }

  /** A header, RFC 4180, types inferred from a sample, errors for whatever is wrong. */
  public static final CsvOptions DEFAULTS =
      new CsvOptions(
          CsvDialect.RFC4180,
          true,
          0,
          Optional.empty(),
          Map.of(),
          Inference.SAMPLE,
          Conflicts.FAIL,
          RaggedRows.FAIL,
          false,
          8 << 20,
          16 << 20,
          StandardCharsets.UTF_8.name());

  /** Checks the numbers. */
  public CsvOptions {
    types = Map.copyOf(types);
    if (skipLines < 0 || splitBytes < 1 || maxRowBytes < 1) {
      throw new PlanException(
          "skipLines %d, splitBytes %d, maxRowBytes %d: none can be negative, the last two not 0"
              .formatted(skipLines, splitBytes, maxRowBytes));
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
    return new CsvOptions(
        value,
        header,
        skipLines,
        schema,
        types,
        inference,
        conflicts,
        raggedRows,
        countQuotes,
        splitBytes,
        maxRowBytes,
        encoding);
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

  /** These options for files with or without a row of names. */
  public CsvOptions withHeader(boolean value) {
    return new CsvOptions(
        dialect,
        value,
        skipLines,
        schema,
        types,
        inference,
        conflicts,
        raggedRows,
        countQuotes,
        splitBytes,
        maxRowBytes,
        encoding);
  }

  /** These options with some lines left out before the header. */
  public CsvOptions withSkipLines(int lines) {
    return new CsvOptions(
        dialect,
        header,
        lines,
        schema,
        types,
        inference,
        conflicts,
        raggedRows,
        countQuotes,
        splitBytes,
        maxRowBytes,
        encoding);
  }

  /** These options with all columns declared. */
  public CsvOptions withSchema(Schema value) {
    return new CsvOptions(
        dialect,
        header,
        skipLines,
        Optional.of(value),
        types,
        inference,
        conflicts,
        raggedRows,
        countQuotes,
        splitBytes,
        maxRowBytes,
        encoding);
  }

  /** These options with the type of one column declared. */
  public CsvOptions withType(String column, DType type) {
    Map<String, DType> more = new HashMap<>(types);
    more.put(column, type);
    return withTypes(more);
  }

  /** These options with the types of just these columns declared. */
  public CsvOptions withTypes(Map<String, DType> value) {
    return new CsvOptions(
        dialect,
        header,
        skipLines,
        schema,
        value,
        inference,
        conflicts,
        raggedRows,
        countQuotes,
        splitBytes,
        maxRowBytes,
        encoding);
  }

  /** These options with types inferred from other rows. */
  public CsvOptions withInference(Inference value) {
    return new CsvOptions(
        dialect,
        header,
        skipLines,
        schema,
        types,
        value,
        conflicts,
        raggedRows,
        countQuotes,
        splitBytes,
        maxRowBytes,
        encoding);
  }

  /** These options with texts that do not parse treated so. */
  public CsvOptions withConflicts(Conflicts value) {
    return new CsvOptions(
        dialect,
        header,
        skipLines,
        schema,
        types,
        inference,
        value,
        raggedRows,
        countQuotes,
        splitBytes,
        maxRowBytes,
        encoding);
  }

  /** These options with rows of too few fields treated so. */
  public CsvOptions withRaggedRows(RaggedRows value) {
    return new CsvOptions(
        dialect,
        header,
        skipLines,
        schema,
        types,
        inference,
        conflicts,
        value,
        countQuotes,
        splitBytes,
        maxRowBytes,
        encoding);
  }

  /** These options with splits that rest on counted quotes. */
  public CsvOptions withCountQuotes(boolean value) {
    return new CsvOptions(
        dialect,
        header,
        skipLines,
        schema,
        types,
        inference,
        conflicts,
        raggedRows,
        value,
        splitBytes,
        maxRowBytes,
        encoding);
  }

  /** These options with splits of about this size. */
  public CsvOptions withSplitBytes(int bytes) {
    return new CsvOptions(
        dialect,
        header,
        skipLines,
        schema,
        types,
        inference,
        conflicts,
        raggedRows,
        countQuotes,
        bytes,
        maxRowBytes,
        encoding);
  }

  /** These options with another bound for one row. */
  public CsvOptions withMaxRowBytes(int bytes) {
    return new CsvOptions(
        dialect,
        header,
        skipLines,
        schema,
        types,
        inference,
        conflicts,
        raggedRows,
        countQuotes,
        splitBytes,
        bytes,
        encoding);
  }

  /** These options for files in another encoding, such as {@code StandardCharsets.ISO_8859_1}. */
  public CsvOptions withEncoding(Charset value) {
    return new CsvOptions(
        dialect,
        header,
        skipLines,
        schema,
        types,
        inference,
        conflicts,
        raggedRows,
        countQuotes,
        splitBytes,
        maxRowBytes,
        value.name());
  }

  /** The character set that files without a mark are in. */
  Charset charset() {
    return Charset.forName(encoding);
  }

  /** Whether the type of {@code column} was declared rather than inferred. */
  boolean declares(String column) {
    return schema.isPresent() || types.containsKey(column);
  }
}
