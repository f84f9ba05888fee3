package dev.quern.engine.io.hive;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimestampType;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;

/**
 * The folders that rows with the same values go to: {@code year=2024/city=K%3Fln}. What a name
 * cannot hold is written as Hive and Spark do, by a percent sign and two hexadecimal digits; null
 * is {@code __HIVE_DEFAULT_PARTITION__}, and local times have a blank in place of the T.
 */
public final class PartitionFolder {
  private static final String ESCAPED = "\"#%'*/:=?\\{[]^\u007f";
  private static final DateTimeFormatter LOCAL_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter(Locale.ROOT);

  private PartitionFolder() {}

  /**
   * Checks that {@code columns} of {@code schema} can name folders.
   *
   * @throws PlanException when one is not there, stands twice, or is of a type whose values name
   *     nothing; or when no column is left for the files
   */
  public static void check(Schema schema, List<String> columns) {
    for (String name : columns) {
      DType type = schema.field(name).type();
      boolean names =
          type.isInteger()
              || type.isUnsigned()
              || type == DType.BOOL
              || type == DType.DATE
              || type == DType.UTF8
              || type instanceof CategoricalType
              || type instanceof TimestampType
              || type instanceof DecimalType;
      if (!names) {
        throw new PlanException(
            "column '%s' is %s, whose values are no names of folders: partition by another column"
                .formatted(name, type));
      }
    }
    if (columns.stream().distinct().count() < columns.size()) {
      throw new PlanException("partitions by %s: a column stands twice".formatted(columns));
    }
    if (columns.size() >= schema.size()) {
      throw new PlanException(
          "partitions by %s, and no other column: nothing is left for the files"
              .formatted(columns));
    }
  }

  /**
   * The folder of the values in a row, the first column's outermost.
   *
   * @throws DataException when a text is one that no folder's name can say
   */
  public static String of(Batch batch, int row, List<String> columns) {
    StringBuilder path = new StringBuilder();
    for (String column : columns) {
      if (!path.isEmpty()) {
        path.append('/');
      }
      escape(column, path);
      path.append('=');
      Object value = Values.objectAt(batch.column(column), row);
      if (value == null) {
        path.append(PartitionValues.NULL);
      } else {
        escape(text(column, value), path);
      }
    }
    return path.toString();
  }

  private static String text(String column, Object value) {
    if (value instanceof LocalDateTime time) {
      return LOCAL_TIME.format(time);
    }
    String text = value.toString();
    if (text.isEmpty() || text.equals(PartitionValues.NULL)) {
      throw new DataException(
          "column '%s' has the text '%s', which no folder can be named after: replace it first"
              .formatted(column, text));
    }
    return text;
  }

  private static void escape(String text, StringBuilder path) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
        path.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
      } else {
        path.append(c);
      }
    }
  }
}
