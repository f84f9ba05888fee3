package dev.quern.engine.io.json;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How files of JSON objects are read.
 *
 * @param layout where objects stand in the files; if nothing is said, it is seen from how each
 *     begins
 * @param schema the columns: nothing is inferred then, and other fields are not read
 * @param types the types of some fields by name; they are not inferred
 * @param sampleBytes up to how much text all of it is looked at for columns and types; of more, 16
 *     pieces of an equal part of it, of 128 KiB at most, from all over
 * @param conflicts what becomes of a value that is none of its column's type
 * @param unknownFields what becomes of a field that the sample did not show
 * @param splitBytes about how many bytes of text a split holds
 * @param maxRowBytes the longest line or object
 */
public record JsonOptions(
    Optional<JsonLayout> layout,
    Optional<Schema> schema,
    Map<String, DType> types,
    long sampleBytes,
    Conflicts conflicts,
    UnknownFields unknownFields,
    int splitBytes,
    int maxRowBytes)
    implements Serializable {

  /** What becomes of a value that is none of its column's type. */
  public enum Conflicts {
    /** An error that names file, line, column, the text and the cure. */
    FAIL,
    /** The value is null. */
    NULL
  }

  /** What becomes of a field that the sample did not show. */
  public enum UnknownFields {
    /** An error that names file, line, the field and the cure. */
    FAIL,
    /** It is not read. */
    IGNORE
  }

  /** Columns and types inferred from up to 16 MiB, errors for whatever is wrong. */
  public static final JsonOptions DEFAULTS =
      new JsonOptions(
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          16 << 20,
          Conflicts.FAIL,
          UnknownFields.FAIL,
          8 << 20,
          16 << 20);

  /** Checks the numbers. */
  public JsonOptions {
    types = Map.copyOf(types);
    if (sampleBytes < 1 || splitBytes < 1 || maxRowBytes < 1 || maxRowBytes > 1 << 29) {
      throw new PlanException(
          "sampleBytes %d, splitBytes %d, maxRowBytes %d: each is 1 at least, the last 512 MiB at most"
              .formatted(sampleBytes, splitBytes, maxRowBytes));
    }
  }

  /** These options for files of this layout, whatever they begin with. */
  public JsonOptions withLayout(JsonLayout value) {
    return new JsonOptions(
        Optional.of(value),
        schema,
        types,
        sampleBytes,
        conflicts,
        unknownFields,
        splitBytes,
        maxRowBytes);
  }

  /** These options with all columns declared. */
  public JsonOptions withSchema(Schema value) {
    return new JsonOptions(
        layout,
        Optional.of(value),
        types,
        sampleBytes,
        conflicts,
        unknownFields,
        splitBytes,
        maxRowBytes);
  }

  /** These options with the type of one field declared, whether the sample shows it or not. */
  public JsonOptions withType(String field, DType type) {
    Map<String, DType> more = new HashMap<>(types);
    more.put(field, type);
    return new JsonOptions(
        layout, schema, more, sampleBytes, conflicts, unknownFields, splitBytes, maxRowBytes);
  }

  /** These options with columns inferred from so much text; {@code Long.MAX_VALUE} is all. */
  public JsonOptions withSampleBytes(long bytes) {
    return new JsonOptions(
        layout, schema, types, bytes, conflicts, unknownFields, splitBytes, maxRowBytes);
  }

  /** These options with values that do not fit treated so. */
  public JsonOptions withConflicts(Conflicts value) {
    return new JsonOptions(
        layout, schema, types, sampleBytes, value, unknownFields, splitBytes, maxRowBytes);
  }

  /** These options with fields that the sample did not show treated so. */
  public JsonOptions withUnknownFields(UnknownFields value) {
    return new JsonOptions(
        layout, schema, types, sampleBytes, conflicts, value, splitBytes, maxRowBytes);
  }

  /** These options with splits of about this size. */
  public JsonOptions withSplitBytes(int bytes) {
    return new JsonOptions(
        layout, schema, types, sampleBytes, conflicts, unknownFields, bytes, maxRowBytes);
  }

  /** These options with another bound for one line. */
  public JsonOptions withMaxRowBytes(int bytes) {
    return new JsonOptions(
        layout, schema, types, sampleBytes, conflicts, unknownFields, splitBytes, bytes);
  }

  /** Whether the type of {@code column} was declared rather than inferred. */
  boolean declares(String column) {
    return schema.isPresent() || types.containsKey(column);
  }
}
